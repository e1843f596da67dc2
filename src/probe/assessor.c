/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/assessor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/worker.h"
#include "probe/supervisor.h"

struct assessor_request {
	struct probe_request request;
	char target[PROBE_TARGET]; /* which request.target points to */
};

struct assessor {
	struct worker worker;
	char *balloon_path;
	/* under the lock */
	struct assessor_request question;
	bool asked; /* and not taken up by the thread */
	bool running;
	bool answered;
	struct probe_assessment answer;
};

static void free_assessor(void *context)
{
	struct assessor *assessor = context;

	free(assessor->balloon_path);
	free(assessor);
}

struct assessor *assessor_new(const char *balloon_path, int event)
{
	struct assessor *assessor = calloc(1, sizeof(*assessor));

	if (!assessor)
		return NULL;
	assessor->balloon_path = strdup(balloon_path);
	if (worker_init(&assessor->worker, free_assessor, assessor, event) == STATUS_OK &&
		assessor->balloon_path)
		return assessor;
	worker_leave(&assessor->worker);
	return NULL;
}

void assessor_leave(struct assessor *assessor)
{
	if (assessor)
		worker_leave(&assessor->worker);
}

static void copy_question(struct assessor_request *to, const struct probe_request *from)
{
	to->request = *from;
	if (!from->target)
		return;
	snprintf(to->target, sizeof(to->target), "%s", from->target);
	to->request.target = to->target;
}

/* Without the lock, for as long as the kernel takes. */
static void answer(const struct assessor *assessor, const struct assessor_request *question,
	struct probe_assessment *assessment)
{
	struct prober_state *state = calloc(1, sizeof(*state));

	memset(assessment, 0, sizeof(*assessment));
	if (state) {
		state->balloon_path = assessor->balloon_path;
		supervisor_assess(state, &question->request, assessment);
	} else {
		assessment->refusal = budget_refusal(REFUSAL_NO_MEMORY);
	}
	free(state);
}

static void run(void *context)
{
	struct assessor *assessor = context;
	struct probe_assessment assessment;
	struct assessor_request question;

	worker_lock(&assessor->worker);
	while (assessor->asked && !assessor->worker.cancelled) {
		copy_question(&question, &assessor->question.request);
		assessor->asked = false;
		worker_unlock(&assessor->worker);
		answer(assessor, &question, &assessment);
		worker_lock(&assessor->worker);
		if (assessor->asked)
			continue;
		assessor->answer = assessment;
		assessor->answered = true;
		worker_ring(&assessor->worker);
	}
	assessor->running = false;
	worker_unlock(&assessor->worker);
}

enum status assessor_ask(struct assessor *assessor, const struct probe_request *request)
{
	enum status status = STATUS_OK;

	worker_lock(&assessor->worker);
	copy_question(&assessor->question, request);
	assessor->asked = true;
	assessor->answered = false;
	if (!assessor->running)
		status = worker_start(&assessor->worker, run, 0);
	assessor->running = status == STATUS_OK;
	worker_unlock(&assessor->worker);
	return status;
}

bool assessor_look(struct assessor *assessor, struct probe_assessment *assessment)
{
	bool answered;

	worker_lock(&assessor->worker);
	answered = assessor->answered;
	if (answered)
		*assessment = assessor->answer;
	worker_unlock(&assessor->worker);
	return answered;
}
