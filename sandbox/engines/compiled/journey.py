"""What happens at one moment of a checkout, as `engines.journey`, on rows of numbers."""

from sandbox.chance import streams
from sandbox.chance.laws import sample
from sandbox.engines import attempts, steps
from sandbox.engines.compiled import calendar, draws, memory, rows, state, telling
from sandbox.engines.compiled.happenings import Phase
from sandbox.engines.compiled.state import Run
from sandbox.model.counting import count_attempt
from sandbox.model.decisions import Entities, deciding_clause
from sandbox.payments import choice, retries
from sandbox.payments.openness import Circumstances
from sandbox.vocabulary import NOBODY, EventRank, Outcome, PaidAfter, PatienceScope, Step

PAID = int(Outcome.PAID)
ROUTE_DOWN = int(Outcome.ROUTE_DOWN)
OPENED = int(Outcome.OPENED)
GIVE_UP = int(Step.GIVE_UP)
RETRY = int(Step.RETRY)
FAILOVER = int(Step.FAILOVER)
SWITCH = int(Step.SWITCH)
AFTER_RETRY = int(PaidAfter.RETRY)
AFTER_FAILOVER = int(PaidAfter.OTHER_ROUTE)
AFTER_SWITCH = int(PaidAfter.OTHER_WALLET)
BACKOFF = int(EventRank.BACKOFF)
PATIENCE = int(EventRank.PATIENCE)
WHILE_CHECKOUT = int(PatienceScope.CHECKOUT)
TAKE_ROUTE = int(Phase.TAKE_ROUTE)
BEGIN_ATTEMPT = int(Phase.BEGIN_ATTEMPT)
REACT = int(Phase.REACT)
FINISH = int(Phase.FINISH)
LEAVE_BACKOFF = int(Phase.LEAVE_BACKOFF)
THINNED_OUT = -1


def arrive(run: Run, number: int, moment_us: int) -> int:
    """Let a checkout arrive, follow its link and choose a wallet.

    Returns its row, or `THINNED_OUT`; its outcome is `PAID` where it goes on to a route.
    """
    world, key = run.world, run.key
    words = draws.visit_words(run, number)
    menu_words = draws.menu_words(run, number)
    cell, amount = draws.visit_ahead(run, number)
    visit = steps.visit_to(world, cell, menu_words[streams.MENU_STORE])
    identity = draws.identity_words(run, number)
    if len(world.holding_groups) > 0:
        draws.lay_out_holdings(run, number)
    shopper = steps.shopper_of(world, visit.destination, identity, run.scratch.holdings)
    facts = Circumstances(
        moment_us, visit.surface, visit.payload, shopper.segment, shopper.tier, amount
    )
    store = streams.store_entity(world.destinations.id[visit.destination], visit.store)
    who = Entities(number, store)
    if world.settings.has_thinning and not steps.is_admitted(
        world, key, visit.cell, facts, who, menu_words[streams.MENU_THINNING]
    ):
        telling.tell_nothing(run, number, telling.THINNED)
        return THINNED_OUT
    row = rows.open_checkout(run, number, moment_us, visit, shopper, amount)
    run.checkouts.biometric[row] = identity[streams.IDENTITY_BIOMETRIC]
    set_patience(run, row)
    telling.tell_arrival(run, number, visit, shopper, amount)
    outcome = pass_gate(run, row, visit, (facts, who), words[streams.VISIT_FRICTION])
    if outcome == PAID:
        surcharge = 0
        if world.settings.has_surcharges:
            surcharge = draws.aftermath_words(run, number)[streams.AFTERMATH_SURCHARGE]
        at_menu = steps.MenuWords(
            menu_words[streams.MENU_VISIBILITY],
            menu_words[streams.MENU_PULL],
            words[streams.VISIT_SWITCH],
            surcharge,
        )
        outcome = choose_at_menu(run, row, shopper, (facts, who), at_menu)
    run.checkouts.outcome[row] = outcome
    return row


def set_patience(run: Run, row: int) -> None:
    """Draw when the shopper's patience ends, where its clock runs from the arrival."""
    settings, of = run.world.settings, run.checkouts
    if settings.patience_scope == WHILE_CHECKOUT:
        word = draws.endurance_words(run.key, of.number[row])[streams.ENDURANCE_PATIENCE]
        patience = sample(run.world.laws, settings.patience_law, word, run.tables)
        of.leaves_us[row] = of.arrival_us[row] + patience


def pass_gate(
    run: Run, row: int, visit: steps.Visit, moment: tuple[Circumstances, Entities], word: int
) -> int:
    """Pass the link gate; return `PAID` to go on, or the outcome that ends the checkout."""
    facts, who = moment
    gate = steps.gate_at(run.world, run.key, visit, facts, who, word)
    run.checkouts.container[row] = gate.container
    run.checkouts.link_state[row] = gate.state
    told = (gate.clause, gate.state, gate.failure, gate.step, gate.container)
    telling.tell(run, who.checkout, telling.LINK, told)
    if gate.failure == PAID and run.world.destinations.is_service[visit.destination]:
        return OPENED
    return gate.failure


def choose_at_menu(
    run: Run,
    row: int,
    shopper: steps.Shopper,
    moment: tuple[Circumstances, Entities],
    words: steps.MenuWords,
) -> int:
    """Choose a wallet; return `PAID` to go on, or the outcome that ends the checkout."""
    of, number = run.checkouts, moment[1].checkout
    place = (of.destination[row], of.container[row])
    menu = steps.menu_at(run.world, run.key, place, shopper, moment, words)
    wallet = steps.wallet_chosen(run.world, shopper, menu, words)
    telling.tell(run, number, telling.MENU, (menu.offered, menu.acceptable))
    telling.tell(run, number, telling.CHOICE, (wallet,))
    if wallet < 0:
        return -wallet
    of.acceptable[row] = menu.acceptable
    open_wallet(run, row, wallet)
    return PAID


def open_wallet(run: Run, row: int, wallet: int) -> None:
    """Turn to a wallet: all its usable routes are open again."""
    world, of = run.world, run.checkouts
    of.wallet[row] = wallet
    of.wallets[row] += 1
    of.tried_wallets[row] |= 1 << wallet
    cell = rows.cell_of(run, row)
    usable = world.through[cell]
    if world.settings.has_through:
        place = (of.destination[row], wallet, of.container[row])
        facts, who = rows.facts_of(run, row), rows.entities_of(run, row)
        _, clause = steps.acceptance_at(world, run.key, place, facts, who)
        usable = steps.usable_offers(world, cell, clause)
    of.open_offers[row] = usable
    of.routes[row] = 0
    of.on_route[row] = 0
    of.offer[row] = NOBODY


def take_route(run: Run, row: int) -> int:
    """Pick a route by the merchant's policy, unless the attempt stays on the same one."""
    world, of = run.world, run.checkouts
    cell = rows.cell_of(run, row)
    first = world.offers.start[cell]
    stays = of.offer[row] != NOBODY
    usable = 1 << (of.offer[row] - first) if stays else of.open_offers[row]
    if world.settings.has_memory:
        passable = memory.passable(run, cell, usable)
        if not passable:
            memory.earn(run, row)
            refuse_route(run, row, usable)
            of.outcome[row] = ROUTE_DOWN
            return REACT
        usable = passable
    if not stays:
        clause = pick_route(run, row, usable)
        of.open_offers[row] &= ~(1 << (of.offer[row] - first))
        of.routes[row] += 1
        of.on_route[row] = 0
        told = (of.offer[row], clause, rows.route_of(run, row))
        telling.tell(run, of.number[row], telling.ROUTE, told)
    if world.settings.has_memory:
        memory.set_out(run, row)
    return BEGIN_ATTEMPT


def pick_route(run: Run, row: int, usable: int) -> int:
    """Choose among the usable offers; return the clause of the policy, `NOBODY` for no choice."""
    world, of = run.world, run.checkouts
    cell = rows.cell_of(run, row)
    first = world.offers.start[cell]
    of.learner[row] = NOBODY
    of.offer[row] = first
    if world.offers.start[cell + 1] - first == 1:
        return NOBODY
    facts, who = rows.facts_of(run, row), rows.entities_of(run, row)
    clause = deciding_clause(
        run.key, world.clauses, world.chains.route, of.destination[row], facts, who
    )
    words = draws.follow_up_words(run.key, of.number[row], of.attempts[row])
    if world.settings.has_memory:
        of.learner[row] = memory.learner_at(run, clause, cell)
        if of.learner[row] != NOBODY:
            of.offer[row] = memory.pick(run, row, usable, words)
            return clause
    of.offer[row] = attempts.offer_picked(
        world,
        clause,
        (cell, usable),
        (of.amount_fen[row], words[streams.FOLLOW_UP_ROUTE]),
        run.scratch.prices,
    )
    return clause


def refuse_route(run: Run, row: int, usable: int) -> None:
    """Count an attempt that no breaker lets through, on the first of its routes."""
    of = run.checkouts
    offer = 0
    while not (usable >> offer) & 1:
        offer += 1
    of.offer[row] = run.world.offers.start[rows.cell_of(run, row)] + offer
    of.open_offers[row] &= ~usable
    of.attempts[row] += 1
    of.on_route[row] += 1
    of.learner[row] = NOBODY
    of.is_taught[row] = 1
    route = rows.route_of(run, row)
    count_attempt(run.record, run.world, of.bucket[row], of.wallet[row], route)
    run.record.attempts_ended[ROUTE_DOWN] += 1


def react(run: Run, row: int) -> int:
    """Decide what follows a failed attempt, and get ready for it."""
    of = run.checkouts
    step = what_next(run, row)
    if step == GIVE_UP:
        return FINISH
    of.outcome[row] = PAID
    prepare(run, row, step)
    backoff = run.world.settings.backoff_us
    if not backoff:
        return TAKE_ROUTE
    return pause(run, row, backoff, BACKOFF, (TAKE_ROUTE, LEAVE_BACKOFF))


def pause(run: Run, row: int, delay_us: int, rank: int, then: tuple[int, int]) -> int:
    """Let time pass; what then depends on whether the shopper stays or leaves meanwhile."""
    of, now = run.checkouts, run.clock[state.NOW]
    number, leaves = of.number[row], of.leaves_us[row]
    if leaves <= now + delay_us:
        order = calendar.order_of(PATIENCE, number)
        return rows.let_pass(run, row, max(0, leaves - now), order, then[1])
    return rows.let_pass(run, row, delay_us, calendar.order_of(rank, number), then[0])


def what_next(run: Run, row: int) -> int:
    """Return the step after a failed attempt."""
    world, of = run.world, run.checkouts
    settings, cause = world.settings, of.outcome[row]
    others = of.acceptable[row] & ~of.tried_wallets[row]
    willing = False
    if others and (world.steps_after[cause] >> SWITCH) & 1:
        word = draws.follow_up_words(run.key, of.number[row], of.attempts[row] - 1)
        willing = (
            word[streams.FOLLOW_UP_SWITCH] < world.segments.switch_after_decline[of.segment[row]]
        )
    step = retries.next_step(
        world.steps_after[cause],
        retries.RetryLimits(
            settings.tries_per_route,
            settings.routes_per_wallet,
            settings.wallets_tried,
            settings.attempts_max,
        ),
        retries.Tried(of.on_route[row], of.routes[row], of.wallets[row], of.attempts[row]),
        retries.Remaining(of.open_offers[row] != 0, willing),
    )
    if step != GIVE_UP and settings.has_memory and not memory.affords(run, of.destination[row]):
        step = GIVE_UP
    telling.tell(run, of.number[row], telling.NEXT, (cause, step))
    return step


def prepare(run: Run, row: int, step: int) -> None:
    """Get ready for the next attempt: same route, other route, or other wallet."""
    of = run.checkouts
    detour = AFTER_RETRY
    if step == FAILOVER:
        of.offer[row] = NOBODY
        detour = AFTER_FAILOVER
    elif step == SWITCH:
        others = of.acceptable[row] & ~of.tried_wallets[row]
        weights, wallets = run.world.audiences.weight, run.world.settings.wallets
        open_wallet(run, row, choice.first_in_order(others, weights, of.order[row], wallets))
        detour = AFTER_SWITCH
    of.paid_after[row] = max(of.paid_after[row], detour)
