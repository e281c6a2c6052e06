"""What may follow an attempt, for every sequence of outcomes: the rules that keep an effect single."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import tenacity
from hypothesis import given
from hypothesis import strategies as st

from eventual_connectors.attempts import machine
from eventual_connectors.attempts.machine import Again, Complete, Decision, Doubt, Drop, Fail, Park, Progress, Promise, Rules
from eventual_connectors.attempts.outcome import Absent, Failed, Outcome, Succeeded, Unfinished, too_late
from eventual_connectors.clock import SECOND
from eventual_connectors.effect import Effect
from eventual_connectors.errors import InDoubt, KeyConflict, Permanent, RateLimited, Retryable, Unauthorized
from eventual_connectors.retry import Retry

TIMEOUT = 30 * SECOND
WINDOW = 3600 * SECOND
SETTLE = 5 * SECOND

NOT_APPLIED = {
    "retryable": Retryable("refused"),
    "rate_limited": RateLimited("slow down", after=7.0),
    "permanent": Permanent("no"),
    "unauthorized": Unauthorized("who"),
    "answer": ValueError("the function's own"),
    "conflict": KeyConflict("another input"),
}
OUTCOMES: dict[str, Outcome] = {
    "success": Succeeded("done"),
    "in_doubt": Failed(InDoubt("no answer")),
    "killed": machine.lost(machine.Running(1, "send", 0, 0, Promise(Effect.KEYED))),
    "settled": Failed(Permanent("declined", settles=True)),
    **{name: Failed(error) for name, error in NOT_APPLIED.items()},
}
DOUBTFUL = {"in_doubt", "killed"}

effects = st.sampled_from(list(Effect))
choices = st.sampled_from(["park", "retry", "fail"])
endings = st.lists(st.tuples(st.sampled_from(sorted(OUTCOMES)), st.integers(0, 40 * SECOND)), min_size=1, max_size=14)
retries = st.builds(
    lambda attempts, wait: Retry(stop=tenacity.stop_after_attempt(attempts), wait=tenacity.wait_fixed(wait)),
    st.integers(1, 12),
    st.sampled_from([0.0, 1.0, 60.0, 1200.0]),
)


@pytest.mark.parametrize("error", [InDoubt("busy", after=90.0), Retryable("busy", after=90.0)])
def test_the_wait_that_a_vendor_asks_for_is_kept_in_doubt_as_well(error: InDoubt | Retryable) -> None:
    """A 503 with Retry-After does not say whether the request was applied, and does say when to come back."""
    rules = Rules(Effect.KEYED, Retry(wait=tenacity.wait_fixed(1)), window=WINDOW)
    progress = Progress()
    progress.begin("send", 0, TIMEOUT, rules.promise)
    assert machine.end_attempt(progress, rules, Failed(error), SECOND) == Again(91 * SECOND, "send")


@pytest.mark.parametrize("error", [InDoubt("busy", after=1e12), Retryable("busy", after=1e12)])
def test_no_answer_holds_a_call_up_for_more_than_a_day(error: InDoubt | Retryable) -> None:
    rules = Rules(Effect.READ, Retry(wait=tenacity.wait_fixed(1)))
    progress = Progress()
    progress.begin("send", 0, TIMEOUT, rules.promise)
    assert machine.end_attempt(progress, rules, Failed(error), SECOND) == Again(86_401 * SECOND, "send")


@pytest.mark.parametrize(
    ("effect", "doubtful", "decided"),
    [(Effect.READ, False, Again), (Effect.KEYED, True, Again), (Effect.UNSAFE, False, Again), (Effect.UNSAFE, True, Park)],
)
def test_an_attempt_whose_function_was_not_called_does_not_count(effect: Effect, doubtful: bool, decided: type) -> None:
    rules = Rules(effect, Retry(stop=tenacity.stop_after_attempt(2 if doubtful else 1)), window=WINDOW if effect is Effect.KEYED else None)
    progress = Progress()
    if doubtful:
        progress.begin("send", 0, TIMEOUT, rules.promise)
        machine.end_attempt(progress, rules, Failed(InDoubt("dropped")), SECOND)
    for _ in range(5):
        tried = progress.tries
        progress.begin("send", 2 * SECOND, 2 * SECOND + TIMEOUT, rules.promise)
        decision = machine.end_attempt(progress, rules, too_late(30.0), 3 * SECOND)
        assert isinstance(decision, decided)
        assert progress.tries == tried
    assert (progress.doubt is not None) is doubtful


def test_an_operators_choice_is_not_used_up_by_an_attempt_that_did_not_begin() -> None:
    rules = Rules(Effect.UNSAFE, Retry())
    progress = Progress()
    progress.begin("send", 0, TIMEOUT, rules.promise)
    assert isinstance(machine.end_attempt(progress, rules, Failed(InDoubt("dropped")), SECOND), Park)
    progress.accepted = True
    for _ in range(3):
        progress.begin("send", 2 * SECOND, 2 * SECOND + TIMEOUT, rules.promise)
        assert machine.end_attempt(progress, rules, too_late(30.0), 3 * SECOND) == Again(3 * SECOND, "send")
    progress.begin("send", 4 * SECOND, 4 * SECOND + TIMEOUT, rules.promise)
    assert isinstance(machine.end_attempt(progress, rules, Failed(InDoubt("dropped")), 5 * SECOND), Park)


def test_a_time_that_is_too_short_for_any_attempt_counts() -> None:
    rules = Rules(Effect.UNSAFE, Retry(stop=tenacity.stop_after_attempt(1)))
    progress = Progress()
    progress.begin("send", 0, SECOND // 10, rules.promise)
    decision = machine.end_attempt(progress, rules, too_late(0.1), SECOND)
    assert isinstance(decision, Fail)


@dataclass
class Run:
    """One call, driven until it ends; `doubt` is our own account of it, kept apart from the machine's."""

    rules: Rules
    endings: list[tuple[str, int]]
    progress: Progress = field(default_factory=Progress)
    sends: list[tuple[int, bool]] = field(default_factory=list)
    lookups: list[int] = field(default_factory=list)
    doubt: bool = False
    first_doubt: int = 0
    last_deadline: int = 0
    now: int = 1_000_000
    decision: Decision = field(default_factory=Drop)
    ending: str = ""

    def drive(self) -> Run:
        self.decision = Again(self.now, machine.first_mode(self.rules))
        for ending, took in self.endings:
            if not isinstance(self.decision, Again):
                break
            step = self.decision
            assert step.at >= self.now
            self.now = step.at
            running = self.progress.begin(step.mode, self.now, self.now + TIMEOUT, self.rules.promise)
            self._note(step.mode, ending)
            self.now += took
            outcome = OUTCOMES[ending]
            if step.mode == "lookup" and ending == "success" and took % 2:
                outcome, ending = Absent(), "absent"
            self.ending = ending
            self.decision = machine.end_attempt(self.progress, self.rules, outcome, self.now)
            if ending in ("success", "absent", "settled"):
                self.doubt = False
            elif ending in DOUBTFUL and running.mode == "send" and self.rules.effect.writes:
                self.first_doubt = self.first_doubt if self.doubt else running.started_at
                self.doubt = True
        return self

    def _note(self, mode: str, ending: str) -> None:
        if mode == "send":
            self.sends.append((self.now, self.doubt))
            self.last_deadline = self.now + TIMEOUT
        else:
            self.lookups.append(self.now)
            if self.doubt:
                assert self.now >= self.last_deadline + self.rules.settle


def rules(effect: Effect, retry: Retry, choice: Any = "park", *, repeated: bool = False, rows_kept: int | None = None) -> Rules:
    window = WINDOW if effect is Effect.KEYED else rows_kept if effect is Effect.LEDGER else None
    return Rules(effect, retry, window, SETTLE if effect is Effect.LOOKUP else 0, TIMEOUT, choice, repeated)


@given(effect=effects, choice=choices, retry=retries, endings=endings, repeated=st.booleans())
def test_what_may_be_sent_again(effect: Effect, choice: Any, retry: Retry, endings: list[tuple[str, int]], repeated: bool) -> None:
    run = Run(rules(effect, retry, choice, repeated=repeated), endings).drive()
    resent_in_doubt = [at for at, doubtful in run.sends if doubtful]
    if effect is Effect.UNSAFE and choice != "retry":
        assert not resent_in_doubt
    if effect is Effect.LOOKUP:
        assert not resent_in_doubt  # it looks first, whatever the caller chose
    if effect is Effect.KEYED and choice != "retry":
        for at in resent_in_doubt:
            assert at + TIMEOUT < run.first_doubt + WINDOW
    if effect is Effect.LOOKUP and repeated:
        assert run.lookups
        assert not run.sends or run.lookups[0] <= run.sends[0][0]


@given(choice=choices, retry=retries, endings=endings)
def test_a_ledger_is_asked_again_for_as_long_as_its_rows_are_kept(choice: Any, retry: Retry, endings: list[tuple[str, int]]) -> None:
    for rows_kept in (None, WINDOW):
        run = Run(rules(Effect.LEDGER, retry, choice, rows_kept=rows_kept), endings).drive()
        late = [at for at, doubtful in run.sends if doubtful and at + TIMEOUT >= run.first_doubt + WINDOW]
        assert rows_kept is None or choice == "retry" or not late
        if rows_kept is None and isinstance(run.decision, Park):
            assert run.decision.reason == "the attempts ran out"


def test_an_answer_about_another_input_does_not_end_doubt() -> None:
    run = Run(rules(Effect.LEDGER, Retry()), [("in_doubt", 1), ("conflict", 1)]).drive()
    assert isinstance(run.decision, Again)
    assert run.progress.doubt is not None


@given(effect=effects, choice=choices, retry=retries, endings=endings)
def test_doubt_is_ended_by_proof_only(effect: Effect, choice: Any, retry: Retry, endings: list[tuple[str, int]]) -> None:
    run = Run(rules(effect, retry, choice), endings).drive()
    assert (run.progress.doubt is not None) == run.doubt
    match run.decision:
        case Complete():
            assert run.ending == "success"
        case Fail(error):
            # Only the caller who asked for it is told of open doubt, and as what it is.
            assert not run.doubt or (choice == "fail" and isinstance(error, InDoubt))
        case Park():
            assert run.doubt
            assert choice != "fail"
        case Drop():
            pytest.fail("nobody went away")
        case Again():
            pass


@given(effect=effects, choice=choices, retry=retries, endings=endings)
def test_attempts_are_counted_and_waits_kept(effect: Effect, choice: Any, retry: Retry, endings: list[tuple[str, int]]) -> None:
    run = Run(rules(effect, retry, choice), endings).drive()
    assert run.progress.attempts == len(run.sends) + len(run.lookups)
    if isinstance(run.decision, Again) and run.ending == "rate_limited":
        assert run.decision.at >= run.now + 7 * SECOND


@given(effect=effects, retry=retries, endings=endings)
def test_a_call_whose_caller_left_leaves_nothing_open(effect: Effect, retry: Retry, endings: list[tuple[str, int]]) -> None:
    run = Run(rules(effect, retry), endings)
    run.progress.abandoned = True
    run.drive()
    assert all(at == run.sends[0][0] or doubtful for at, doubtful in run.sends)  # nothing new is begun for nobody
    if isinstance(run.decision, Drop):
        assert not run.doubt
    if effect in (Effect.UNSAFE, Effect.NATURAL):
        assert len(run.sends) == 1


def test_the_window_is_counted_from_the_first_attempt_in_doubt() -> None:
    patient = Retry(stop=tenacity.stop_after_attempt(12), wait=tenacity.wait_fixed(1200))
    run = Run(rules(Effect.KEYED, patient), [("in_doubt", 1)] * 6).drive()
    assert isinstance(run.decision, Park)
    assert [round((at - run.sends[0][0]) / SECOND) for at, _ in run.sends] == [0, 1200, 2400]


def test_the_latest_deadline_of_all_attempts_in_doubt_bounds_what_may_still_be_applied() -> None:
    these = rules(Effect.LOOKUP, Retry())
    progress = Progress()
    for deadline in (100 * SECOND, 20 * SECOND):
        progress.begin("send", 0, deadline, these.promise)
        decision = machine.end_attempt(progress, these, Failed(InDoubt("no answer")), SECOND)
        assert decision == Again(100 * SECOND + SETTLE, "lookup")


def test_an_end_that_is_noticed_late_moves_the_time_until_which_it_may_be_applied() -> None:
    these = rules(Effect.LOOKUP, Retry())
    progress = Progress()
    progress.begin("send", 0, TIMEOUT, these.promise)
    assert machine.end_attempt(progress, these, Failed(InDoubt("no answer")), 2 * TIMEOUT) == Again(2 * TIMEOUT + SETTLE, "lookup")


def test_a_resend_has_to_arrive_inside_the_window_with_all_its_time() -> None:
    these = rules(Effect.KEYED, Retry())
    progress = Progress(attempts=1, doubt=Doubt(1, 0, TIMEOUT, InDoubt("?"), these.promise))
    last = round(WINDOW * (1 - machine.WINDOW_MARGIN)) - TIMEOUT
    assert isinstance(machine.still_planned(progress, these, Again(last - 1, "send"), last - 1), Again)
    assert isinstance(machine.still_planned(progress, these, Again(last, "send"), last), Park)


def test_a_look_up_that_is_refused_says_nothing_of_the_effect() -> None:
    these = rules(Effect.LOOKUP, Retry())
    progress = Progress(attempts=1, doubt=Doubt(1, 0, TIMEOUT, InDoubt("?"), these.promise))
    later = 10 * TIMEOUT
    progress.begin("lookup", later, later + TIMEOUT, these.promise)
    assert not isinstance(machine.end_attempt(progress, these, Failed(Permanent("no such list", unseen=True)), later), Fail)
    assert progress.doubt is not None


def test_an_operators_retry_keeps_the_doubt() -> None:
    for effect in (Effect.UNSAFE, Effect.KEYED, Effect.LOOKUP):
        these = rules(effect, Retry(stop=tenacity.stop_after_attempt(1)))
        run = Run(these, [("in_doubt", 1)]).drive()
        assert isinstance(run.decision, Park)
        late = run.now + 2 * WINDOW  # the operator knows
        run.progress.accepted = True
        step = machine.still_planned(run.progress, these, Again(late, "send"), late)
        assert isinstance(step, Again)
        assert step == Again(late, "lookup" if effect is Effect.LOOKUP else "send")
        run.progress.begin(step.mode, late, late + TIMEOUT, these.promise)
        decision = machine.end_attempt(run.progress, these, Failed(Permanent("no")), late)
        assert isinstance(decision, Park)


def test_a_lookup_after_an_operators_retry_waits_too() -> None:
    these = rules(Effect.LOOKUP, Retry())
    progress = Progress(attempts=1, doubt=Doubt(1, 0, TIMEOUT, InDoubt("?"), these.promise), accepted=True)
    assert machine.still_planned(progress, these, Again(1, "send"), 1) == Again(TIMEOUT + SETTLE, "lookup")


def test_a_planned_resend_that_comes_too_late_is_noticed() -> None:
    these = rules(Effect.KEYED, Retry())
    progress = Progress(attempts=1, doubt=Doubt(1, 0, TIMEOUT, InDoubt("?"), these.promise))
    step = Again(SECOND, "send")
    assert machine.still_planned(progress, these, step, SECOND) == step
    assert isinstance(machine.still_planned(progress, these, step, WINDOW), Park)
    assert machine.still_planned(progress, replace(these, on_ambiguous="retry"), step, WINDOW) == Again(WINDOW, "send")
    assert isinstance(machine.still_planned(progress, these, step, WINDOW - TIMEOUT), Park)  # it would arrive after the window's end


def test_unauthorized_is_refreshed_once() -> None:
    run = Run(rules(Effect.KEYED, Retry()), [("unauthorized", 0)]).drive()
    assert run.decision == Again(run.now, "send")
    run = Run(rules(Effect.KEYED, Retry()), [("unauthorized", 0), ("unauthorized", 0)]).drive()
    assert isinstance(run.decision, Fail)
    assert isinstance(run.decision.error, Unauthorized)


def test_late_answers_count_where_they_prove_something() -> None:
    these = rules(Effect.KEYED, Retry())
    progress = Progress(attempts=1, doubt=Doubt(1, 0, TIMEOUT, InDoubt("?"), these.promise))
    assert machine.late_answer(progress, these, Succeeded(1)) == Complete(1, "answer")
    assert isinstance(machine.late_answer(progress, these, OUTCOMES["settled"]), Fail)
    for name in (*NOT_APPLIED, "in_doubt", "killed"):
        assert machine.late_answer(progress, these, OUTCOMES[name]) is None
    assert machine.late_answer(progress, these, Absent()) is None
    assert machine.late_answer(progress, rules(Effect.LEDGER, Retry()), OUTCOMES["settled"]) is None  # not of what was sent with a key


def test_back_off_follows_the_attempts_and_the_time_since_the_first() -> None:
    policy = Retry(stop=tenacity.stop_after_delay(100), wait=tenacity.wait_exponential(multiplier=1))
    assert [policy.next_wait(attempts=n, elapsed=0, error=Retryable("x")) for n in (1, 2, 3)] == [1.0, 2.0, 4.0]
    assert policy.next_wait(attempts=2, elapsed=101, error=Retryable("x")) is None


PROMISES = {
    Effect.READ: Promise(Effect.READ),
    Effect.NATURAL: Promise(Effect.NATURAL),
    Effect.KEYED: Promise(Effect.KEYED, WINDOW, SETTLE),
    Effect.LOOKUP: Promise(Effect.LOOKUP, None, SETTLE),
    Effect.LEDGER: Promise(Effect.LEDGER, None, SETTLE),
    Effect.UNSAFE: Promise(Effect.UNSAFE),
}


@given(sent=effects, today=effects, choice=choices)
def test_what_was_sent_under_another_class_is_repeated_only_where_that_is_harmless(sent: Effect, today: Effect, choice: Any) -> None:
    """A later declaration gives an earlier request no key, no mark and no row; and a read does not answer for a write."""
    progress = Progress()
    progress.begin("send", 0, TIMEOUT, PROMISES[sent])
    before = Rules(sent, Retry(), PROMISES[sent].window, PROMISES[sent].settle, TIMEOUT)
    after = Rules(today, Retry(), PROMISES[today].window, PROMISES[today].settle, TIMEOUT, choice)
    machine.end_attempt(progress, before, Failed(InDoubt("no answer")), SECOND)

    machine.take_up(progress, after)
    step = machine.still_planned(progress, after, Again(SECOND, "send"), SECOND)

    harmless = {
        (Effect.READ, Effect.READ),
        (Effect.READ, Effect.NATURAL),
        (Effect.NATURAL, Effect.NATURAL),
        (Effect.KEYED, Effect.KEYED),
        (Effect.LEDGER, Effect.LEDGER),
    }
    if (sent, today) == (Effect.LOOKUP, Effect.LOOKUP):
        assert step == Again(TIMEOUT + SETTLE, "lookup")
    elif (sent, today) in harmless or choice == "retry":
        assert step == Again(SECOND, "send")
    else:
        assert isinstance(step, Park if choice == "park" else Fail)
    assert (progress.doubt is not None) == (sent.writes or today.writes)


@given(sent=effects, today=effects)
def test_an_attempt_that_a_deploy_ended_is_judged_by_both_declarations(sent: Effect, today: Effect) -> None:
    """It is the same whether its end was seen before the deploy or after it."""
    decisions = []
    for seen_by in (sent, today):
        progress = Progress()
        progress.begin("send", 0, TIMEOUT, PROMISES[sent])
        after = Rules(today, Retry(), PROMISES[today].window, PROMISES[today].settle, TIMEOUT)
        rules = after if seen_by is today else Rules(sent, Retry(), PROMISES[sent].window, PROMISES[sent].settle, TIMEOUT)
        machine.end_attempt(progress, rules, Failed(InDoubt("no answer")), SECOND)
        machine.take_up(progress, after)
        decisions.append(machine.still_planned(progress, after, Again(SECOND, "send"), SECOND))
    assert str(decisions[0]) == str(decisions[1])


def test_of_two_windows_and_settle_times_the_stricter_holds() -> None:
    for one, other in ((WINDOW, 2 * WINDOW), (2 * WINDOW, WINDOW), (None, WINDOW), (WINDOW, None)):
        promise = Promise(Effect.LEDGER, one, SETTLE).with_another(Promise(Effect.LEDGER, other, 2 * SETTLE))
        assert promise == Promise(Effect.LEDGER, WINDOW, 2 * SETTLE)
    assert Promise(Effect.LEDGER, None, 2 * SETTLE).with_another(Promise(Effect.LEDGER, None, SETTLE)).settle == 2 * SETTLE


def test_what_was_certainly_not_applied_does_not_bind() -> None:
    """A call whose only attempt was refused goes on under the new declaration alone."""
    progress = Progress()
    progress.begin("send", 0, TIMEOUT, PROMISES[Effect.UNSAFE])
    machine.end_attempt(progress, rules(Effect.UNSAFE, Retry()), Failed(Retryable("busy")), 1)
    these = rules(Effect.KEYED, Retry())
    progress.begin("send", SECOND, SECOND + TIMEOUT, these.promise)
    assert isinstance(machine.end_attempt(progress, these, Failed(InDoubt("no answer")), 2 * SECOND), Again)


@pytest.mark.parametrize("doubtful", [True, False])
def test_a_look_up_that_cannot_tell_yet_is_asked_again_and_ends_no_doubt(doubtful: bool) -> None:
    these = Rules(Effect.LOOKUP, Retry(stop=tenacity.stop_after_attempt(3)), None, SETTLE, TIMEOUT)
    progress = Progress(attempts=1, doubt=Doubt(1, 0, TIMEOUT, InDoubt("?"), these.promise) if doubtful else None)
    before = progress.doubt
    for now in range(SECOND, 20 * SECOND, SECOND):
        progress.begin("lookup", now, now + TIMEOUT, these.promise)
        decision = machine.end_attempt(progress, these, Unfinished(2.0), now)
        assert decision == Again(now + 2 * SECOND, "lookup", pending=True)
    assert progress.doubt == before
    assert progress.polls == 0
    progress.begin("lookup", 20 * SECOND, 20 * SECOND + TIMEOUT, these.promise)
    decision = machine.end_attempt(progress, these, Unfinished(2.0, {"job": 7}), 20 * SECOND)
    assert decision == Again(22 * SECOND, "send", pending=True)  # it found what was begun, and what to ask for
    assert progress.doubt is None


def unseen_at(progress: Progress, these: Rules, at: int) -> Decision:
    progress.begin("send", at, at + TIMEOUT, these.promise)
    return machine.end_attempt(progress, these, Failed(Permanent("wrong currency", unseen=True)), at + SECOND)


@pytest.mark.parametrize("effect", list(Effect))
def test_a_refusal_of_a_key_that_was_not_seen_ends_doubt_once_nothing_can_be_under_way(effect: Effect) -> None:
    """The first request may arrive after the second was refused, until `settle` after its deadline; no back-off comes before that."""
    these = Rules(effect, Retry(stop=tenacity.stop_after_attempt(2)), WINDOW, SETTLE, TIMEOUT, "retry")
    progress = Progress()
    progress.begin("send", 0, TIMEOUT, these.promise)
    machine.end_attempt(progress, these, Failed(InDoubt("no answer")), SECOND)
    decision = unseen_at(progress, these, 2 * SECOND)
    if effect is Effect.READ:
        assert isinstance(decision, Fail)  # of a call that changes nothing there is no doubt
        return
    assert progress.doubt is not None
    if effect not in (Effect.KEYED, Effect.LEDGER):
        assert isinstance(decision, Park)  # nothing would have recognised it
        return
    assert decision == Again(TIMEOUT + SETTLE, "send")
    assert isinstance(unseen_at(progress, these, TIMEOUT + SETTLE), Fail)
    assert progress.doubt is None


def test_a_refusal_of_a_key_that_may_be_forgotten_proves_nothing() -> None:
    these = rules(Effect.KEYED, Retry(), "retry")
    progress = Progress(attempts=1, doubt=Doubt(1, 0, TIMEOUT, InDoubt("?"), these.promise))
    unseen_at(progress, these, WINDOW)
    assert progress.doubt is not None
