/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One look at the kernel's lists, of a feed that answers, and of feeds that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "cli/wire/cache.h"

struct made_feed {
	int ring[2]; /* its descriptor is the first */
	bool rings, has_news;
	int looks;
};

static void look(void *context, enum cache_look how)
{
	struct made_feed *made = context;

	made->looks += how == CACHE_LOOK_AT_LISTS;
	if (made->rings)
		assert_int_equal(write(made->ring[1], "x", 1), 1);
}

static bool take(void *context, struct cache_news *news)
{
	struct made_feed *made = context;

	news->status = STATUS_OK;
	return made->has_news;
}

/* What one look of so many milliseconds at the most gives. */
static struct cache_news news_of(struct made_feed *made, int wait_ms)
{
	struct cache_news news = { .status = STATUS_FAILED };
	struct cache_feed feed = { .context = made, .look = look, .take = take };

	assert_int_equal(pipe2(made->ring, O_CLOEXEC), 0);
	feed.descriptor = made->ring[0];
	cache_feed_look(&feed, wait_ms, &news);
	close(made->ring[0]);
	close(made->ring[1]);
	assert_int_equal(made->looks, 1);
	return news;
}

static void who_answers_is_taken(void **state)
{
	struct made_feed made = { .rings = true, .has_news = true };

	(void)state;
	assert_int_equal(news_of(&made, 60000).status, STATUS_OK);
}

/* A look that hangs is left behind, and it is told why nothing is known. */
static void who_does_not_answer_is_left_behind(void **state)
{
	struct made_feed made = { .has_news = true };
	struct cache_news news = news_of(&made, 1000);

	(void)state;
	assert_int_equal(news.status, STATUS_UNANSWERED);
	assert_non_null(strstr(news.message.text, "1 s"));
}

static void who_rings_without_news_has_not_answered(void **state)
{
	struct made_feed made = { .rings = true };

	(void)state;
	assert_int_equal(news_of(&made, 60000).status, STATUS_UNANSWERED);
}

static void interrupted(int signal)
{
	(void)signal;
}

/* Signals, as SIGWINCH and SIGCHLD come, do not prolong it: the deadline is that of the first wait. */
static void signals_do_not_prolong_it(void **state)
{
	struct made_feed made = { .has_news = true };
	const struct itimerval often = { { 0, 20000 }, { 0, 20000 } },
			       never = { { 0, 0 }, { 0, 0 } };
	const struct sigaction action = { .sa_handler = interrupted };

	(void)state;
	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
	assert_int_equal(news_of(&made, 100).status, STATUS_UNANSWERED);
	assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_answers_is_taken),
		cmocka_unit_test(who_does_not_answer_is_left_behind),
		cmocka_unit_test(who_rings_without_news_has_not_answered),
		cmocka_unit_test(signals_do_not_prolong_it),
	};

	return cmocka_run_group_tests_name("cli/cache_look", tests, NULL, NULL);
}
