/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inetd COMMAND [ARGUMENT]...: listens on a free port of 127.0.0.1, prints its number, and starts the
 * command for each connection, which is its standard input and output; so does systemd with Accept=yes.
 * Ends with its parent.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void serve(int connection, char **command)
{
	if (fork() != 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(connection, STDIN_FILENO);
	dup2(connection, STDOUT_FILENO);
	execv(command[0], command);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), connection;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN);
	if (argc < 2 || listener < 0 ||
		bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		listen(listener, 16) != 0 ||
		getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
		perror("inetd");
		return 1;
	}
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	while ((connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		serve(connection, argv + 1);
		close(connection);
	}
	return 1;
}
