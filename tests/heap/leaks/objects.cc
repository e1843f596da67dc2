// SPDX-License-Identifier: GPL-2.0-or-later
// Objects of C++ that are lost or held in a known way, for names.sh: prints "ready" and waits for the
// end of input.
#include <cstdio>
#include <cstdlib>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unistd.h>
#include <unordered_map>
#include <vector>

namespace shop
{
struct Session {
	virtual ~Session() = default;
	int number = 0;
	std::string name;
};

struct Guest : Session {
	long last = 0;
};
}

std::map<unsigned, unsigned> stats;
static std::unordered_map<int, std::string> names;
static std::vector<std::shared_ptr<shop::Session>> shared;
void *volatile table[4000]; /* one variable, although only every other word leads anywhere */
void *volatile alone[500][8];

/* Not static: so what it leads to is written, although it is never read. */
shop::Session *volatile last;

static void __attribute__((noinline)) lose(int count)
{
	for (int i = 0; i < count; i++) {
		last = new shop::Guest;
		last->number = i;
		last->name = "a name that is too long for the string";
	}
	last = nullptr;
}

static void __attribute__((noinline)) scrub()
{
	volatile char used[64 << 10];

	for (size_t i = 0; i < sizeof(used); i++)
		used[i] = 0;
}

int main(int argc, char **argv)
{
	unsigned count = argc > 1 ? (unsigned)atol(argv[1]) : 20000;
	char end;

	for (unsigned i = 0; i < count; i++)
		stats[i] = i;
	for (unsigned i = 0; i < 4000; i += 2)
		table[i] = malloc(1000);
	for (unsigned i = 0; i < 500; i++)
		alone[i][0] = malloc(24);
	for (unsigned i = 0; i < count / 10; i++)
		names[(int)i] = "a name that is too long for the string itself";
	for (unsigned i = 0; i < 100; i++)
		shared.push_back(std::make_shared<shop::Session>());
	lose(1000);
	scrub();
	if (write(STDOUT_FILENO, "ready\n", 6) != 6)
		return 1;
	return (int)read(STDIN_FILENO, &end, 1);
}
