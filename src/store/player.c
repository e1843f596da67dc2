/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/player.h"

#include <stdlib.h>

#include "base/apart/named_file.h"
#include "base/clock.h"
#include "base/event.h"
#include "base/i18n.h"
#include "base/worker.h"
#include "document/record/ended.h"
#include "document/record/events.h"
#include "store/reader.h"

/* Keys that are held down come faster than samples: only the last place is shown. */
#define ORDERS_MOST 64
/* Trends at a moment are of so many samples before it: an hour of them, usually. */
#define PAST 360
/* What there is at a glance is looked at again where the record has grown by a part of so many. */
#define GROWN_PART 100
/* A disk that is busy answers sooner. */
#define PATIENCE_NS (5 * NS_PER_SECOND)

struct order {
	bool walks; /* a step in a direction; otherwise to a moment */
	bool plays; /* it was not asked for: at the end nothing is said */
	enum timeline_step step;
	int direction;
	struct moment moment;
};

/* Where it stands, and what there is to take. */
struct player {
	struct worker worker;
	const char *path;
	/* Guarded by the worker's lock. */
	struct order orders[ORDERS_MOST];
	size_t order_count;
	double delay;
	bool paused, reading;
	struct sample *sample;
	struct history *past; /* of that sample */
	struct timeline_about *about;
	struct message message;
	/* The thread's own. */
	struct record *record;
	int64_t sequence, wall_ns, about_last_ns, about_span_ns;
	bool damage_said;
	/* The owner's own. */
	struct history *history;
	struct timeline_about *shown;
	uint64_t since_ns, spent_ns; /* since when it reads without using any more processor time */
};

static void player_destroy(void *context)
{
	struct player *player = context;

	sample_unref(player->sample);
	history_unref(player->past);
	history_unref(player->history);
	timeline_about_free(player->about);
	timeline_about_free(player->shown);
	record_close(player->record);
	free(player);
}

/* ---- the thread ---- */

static void say(struct player *player, const struct message *message)
{
	worker_lock(&player->worker);
	player->message = *message;
	worker_ring(&player->worker);
	worker_unlock(&player->worker);
}

static void say_nothing_there(struct message *message, const struct order *order)
{
	bool later = order->direction > 0;

	if (order->walks && order->step == TIMELINE_EVENT)
		message_set(message, "%s",
			later ? _("no event was recorded later")
			      : _("no event was recorded earlier"));
	else
		message_set(message, "%s",
			later ? _("this is the newest sample") : _("this is the oldest sample"));
}

static enum status say_event(struct player *player, int64_t sequence, struct message *message)
{
	struct record_event *events = NULL;
	char sentence[EVENT_SIZE];
	size_t count = 0;
	enum status status =
		record_events(player->record, sequence - 1, sequence, &events, &count, message);

	if (status == STATUS_OK && count > 0) {
		event_say(sentence, &events[count - 1], (int64_t)clock_now_ns(CLOCK_REALTIME));
		message_set(message, "%s", sentence);
	}
	free(events);
	return status;
}

/* Unless there is something else to say. */
static void say_ended(const struct sample *sample, struct message *message)
{
	char line[ENDED_SIZE] = "";

	if (sample->ended && !message->text[0])
		ended_say_all(line, sample->ended);
	if (line[0])
		message_set(message, "%s", line);
}

static enum status follow(struct player *player, const struct order *order, int64_t *sequence,
	int64_t *wall_ns, struct message *message)
{
	enum status status;

	if (!order->walks)
		return record_find_moment(player->record, &order->moment, sequence, message);
	status = record_step(player->record, order->step, order->direction, sequence, wall_ns,
		message);
	if (status == STATUS_ABSENT && !message->text[0] && !order->plays)
		say_nothing_there(message, order);
	if (status == STATUS_OK && order->step == TIMELINE_EVENT)
		status = say_event(player, *sequence, message);
	return status;
}

/* Reads the sample; it and its past wait to be taken. */
static enum status show(struct player *player, int64_t sequence, struct message *message)
{
	struct sample *sample = NULL;
	struct history *past = NULL;
	enum status status = record_sample(player->record, sequence, PAST, &sample, &past, message);

	if (status != STATUS_OK)
		return status;
	say_ended(sample, message);
	player->sequence = sequence;
	player->wall_ns = sample->wall_ns;
	worker_lock(&player->worker);
	sample_unref(player->sample);
	history_unref(player->past);
	player->sample = sample;
	player->past = past;
	worker_ring(&player->worker);
	worker_unlock(&player->worker);
	return STATUS_OK;
}

/* Where a recorder goes on, the end moves. */
static enum status look_around(struct player *player, struct message *message)
{
	struct timeline_about *about;
	enum status status;

	if (player->about_last_ns &&
		player->wall_ns <= player->about_last_ns + player->about_span_ns / GROWN_PART)
		return STATUS_OK;
	status = record_about(player->record, &about, message);
	if (status != STATUS_OK)
		return status;
	player->about_last_ns = about->last_ns;
	player->about_span_ns = about->last_ns - about->first_ns;
	worker_lock(&player->worker);
	timeline_about_free(player->about);
	player->about = about;
	worker_unlock(&player->worker);
	return STATUS_OK;
}

/* Where all of them lead; what cannot be followed ends them. */
static void follow_all(struct player *player, const struct order *orders, size_t count)
{
	int64_t sequence = player->sequence, wall_ns = player->wall_ns;
	struct message message = { "" };
	enum status status = look_around(player, &message);

	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = follow(player, &orders[i], &sequence, &wall_ns, &message);
	if (sequence != player->sequence || !player->wall_ns)
		status = show(player, sequence, &message);
	if (status == STATUS_NO_MEMORY)
		message_set(&message, "%s", status_text(status));
	if (!message.text[0] && !player->damage_said)
		player->damage_said = record_is_damaged(player->record, &message);
	if (message.text[0])
		say(player, &message);
	(void)record_renew(player->record, NULL); /* else the next time */
}

/* The orders that there are, or the next sample where it plays; the lock is held. */
static size_t take_orders(struct player *player, struct order *orders)
{
	size_t count = player->order_count;
	uint64_t due_ns = player->paused ? WORKER_FOREVER
					 : clock_now_ns(CLOCK_MONOTONIC) +
						   (uint64_t)(player->delay * NS_PER_SECOND);
	bool woken = true;

	while (!count && woken && !atomic_load(&player->worker.cancelled)) {
		bool paused = player->paused;

		woken = worker_wait(&player->worker, due_ns);
		count = player->order_count;
		if (paused != player->paused)
			return 0;
	}
	player->order_count = 0;
	for (size_t i = 0; i < count; i++)
		orders[i] = player->orders[i];
	if (!count && !woken)
		orders[count++] = (struct order){ .walks = true,
			.plays = true,
			.step = TIMELINE_SAMPLE,
			.direction = 1 };
	return count;
}

static void set_reading(struct player *player, bool reading)
{
	worker_lock(&player->worker);
	player->reading = reading;
	worker_unlock(&player->worker);
}

static void play(void *context)
{
	struct player *player = context;
	struct order orders[ORDERS_MOST];

	follow_all(player, NULL, 0);
	set_reading(player, false);
	while (!atomic_load(&player->worker.cancelled)) {
		size_t count;

		worker_lock(&player->worker);
		count = take_orders(player, orders);
		player->reading = count > 0;
		worker_unlock(&player->worker);
		if (count > 0 && !atomic_load(&player->worker.cancelled))
			follow_all(player, orders, count);
		set_reading(player, false);
	}
}

/* ---- its owner ---- */

static enum status start(struct player *player, const char *path, const struct moment *moment,
	struct message *message)
{
	enum status status = record_open(&player->record, path, message);

	if (status == STATUS_OK)
		status = record_find_moment(player->record, moment, &player->sequence, message);
	if (status == STATUS_OK && worker_start(&player->worker, play, 0) != STATUS_OK)
		status = STATUS_FAILED;
	return status;
}

enum status player_new(struct player **out, const char *path, const struct moment *moment,
	struct message *message)
{
	struct player *player = calloc(1, sizeof(*player));
	enum status status;

	*out = NULL;
	if (!player)
		return STATUS_NO_MEMORY;
	player->path = path;
	player->paused = player->reading = true;
	player->history = history_new();
	status = worker_init(&player->worker, player_destroy, player, -1);
	if (status == STATUS_OK && !player->history)
		status = STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = start(player, path, moment, message);
	if (status == STATUS_OK)
		*out = player;
	else
		worker_leave(&player->worker);
	return status;
}

void player_free(struct player *player)
{
	if (player)
		worker_leave(&player->worker);
}

static void order(struct player *player, const struct order *order)
{
	worker_lock(&player->worker);
	if (player->order_count < ORDERS_MOST)
		player->orders[player->order_count++] = *order;
	worker_wake(&player->worker);
	worker_unlock(&player->worker);
}

static void timeline_walk(void *context, enum timeline_step step, int direction)
{
	order(context,
		&(const struct order){ .walks = true, .step = step, .direction = direction });
}

static void timeline_go(void *context, const struct moment *moment)
{
	order(context, &(const struct order){ .moment = *moment });
}

static bool timeline_said(void *context, struct message *message)
{
	struct player *player = context;

	worker_lock(&player->worker);
	*message = player->message;
	player->message.text[0] = '\0';
	worker_unlock(&player->worker);
	return message->text[0] != '\0';
}

static enum timeline_wait timeline_waits(void *context)
{
	struct player *player = context;
	uint64_t now_ns = clock_now_ns(CLOCK_MONOTONIC);
	uint64_t spent_ns = worker_cpu_ns(&player->worker);
	bool reading;

	worker_lock(&player->worker);
	reading = player->reading || player->order_count > 0;
	worker_unlock(&player->worker);
	if (!reading || !player->since_ns || spent_ns != player->spent_ns)
		player->since_ns = now_ns;
	player->spent_ns = spent_ns;
	if (!reading)
		return TIMELINE_RESTS;
	return now_ns - player->since_ns >= PATIENCE_NS ? TIMELINE_HANGS : TIMELINE_WAITS;
}

static void timeline_say_hangs(void *context, struct message *message)
{
	const struct player *player = context;

	named_file_say(message, player->path, STATUS_UNANSWERED, 0);
}

static const struct timeline_about *timeline_about(void *context)
{
	const struct player *player = context;

	return player->shown;
}

static struct sample *feed_take(void *context)
{
	struct player *player = context;
	struct timeline_about *about;
	struct sample *sample;
	struct history *past;

	worker_lock(&player->worker);
	event_hush(player->worker.event);
	sample = player->sample;
	past = player->past;
	about = player->about;
	player->sample = NULL;
	player->past = NULL;
	player->about = NULL;
	worker_unlock(&player->worker);
	if (past)
		history_replace(player->history, past);
	if (about) {
		timeline_about_free(player->shown);
		player->shown = about;
	}
	return sample;
}

static enum status feed_request(void *context, const struct feed_request *request, bool urgent)
{
	struct player *player = context;

	(void)urgent;
	worker_lock(&player->worker);
	player->delay = request->delay;
	player->paused = request->paused;
	worker_wake(&player->worker);
	worker_unlock(&player->worker);
	return STATUS_OK;
}

struct feed player_feed(struct player *player)
{
	return (struct feed){ .context = player,
		.descriptor = player->worker.event,
		.history = player->history,
		.take = feed_take,
		.request = feed_request };
}

struct timeline player_timeline(struct player *player)
{
	return (struct timeline){ .context = player,
		.walk = timeline_walk,
		.go = timeline_go,
		.said = timeline_said,
		.waits = timeline_waits,
		.say_hangs = timeline_say_hangs,
		.about = timeline_about };
}
