import { boardOf } from '../../../../core/market/board.ts'
import { SESSION_MINUTES } from '../../../../core/market/sessions.ts'
import type { CleanTick } from '../../../../core/market/ticks/clean-tick.ts'
import { inspect } from '../../../../core/market/ticks/hygiene.ts'
import { addToMinute } from '../../../../core/market/ticks/minute-bars.ts'
import type { TickDay } from '../../../../core/market/ticks/session-moment.ts'
import type { TickMemory } from '../../../../core/market/ticks/tick-memory.ts'
import type { EventTime } from '../../../../core/market/trade-date.ts'
import { step, UNTRADED, witness } from '../../../../core/sentiment/limit-machine.ts'
import { refusalLetter } from '../../../../runtime/processor/dead-letter.ts'
import type { InputEvent } from '../../../../runtime/processor/processor.ts'
import type { Tick } from '../../../../schemas/generated/events.ts'
import { assertSummable } from '../figure-bounds.ts'
import type { BarSettlement } from '../settle-bar.ts'
import type { Emit, LimitStateContext } from '../stores.ts'
import type { SessionState } from '../symbol-state.ts'
import { correctMinutes } from './correct-minutes.ts'
import { HygieneCounts } from './hygiene-counts.ts'
import { emitChanges } from './limit-changes.ts'
import { closeMinute, partialNow } from './minute-close.ts'
import { LAST_MINUTE, minuteBoundary } from './minute-window.ts'
import type { SessionView } from './session-view.ts'
import { framesAlike, rulesOf, symbolFrame } from './symbol-frame.ts'
import { hasTraded, type SymbolFrame, type SymbolTicks } from './symbol-ticks.ts'
import { differsFrom, tickBar } from './tick-bar.ts'

const PROCESSOR = 'limit-state'

/** The open session's snapshots, for as long as a batch lasts: all that is remembered is in the state. */
export class TickSession {
  readonly #context: LimitStateContext
  readonly #session: SessionState
  readonly #view: SessionView
  readonly #emit: Emit
  readonly #counts: HygieneCounts
  /** First minute that has not been published, and when it will be. */
  #minute: number
  #boundary: number

  constructor(context: LimitStateContext, session: SessionState, emit: Emit) {
    const { state, references } = context
    this.#context = context
    this.#session = session
    this.#emit = emit
    this.#counts = new HygieneCounts(state.hygiene)
    this.#view = {
      session,
      before: (instrument) => state.symbols.get(instrument),
      instrument: (instrument) => references.instruments.at(instrument, session.instruments),
    }
    this.#minute = state.clock.get('next')?.minute ?? 0
    this.#boundary = this.#nextBoundary()
  }

  /** Publishes the minutes that are complete at this time, before anything that happens at it or later. */
  pass(time: EventTime): void {
    if (time < this.#boundary) return
    while (time >= this.#boundary) {
      if (this.#minute === LAST_MINUTE) this.#countDoubtfulDays()
      closeMinute(this.#context, this.#view, this.#minute, this.#counts, this.#emit)
      this.#minute += 1
      this.#boundary = this.#nextBoundary()
    }
    this.#context.state.clock.set('next', { minute: this.#minute })
  }

  /** Applies one snapshot; `event.eventTime` is its own time, or the place in which a late one counts. */
  take(event: InputEvent<'ticks'>): void {
    const tick = event.value
    const before = this.#context.state.ticks.get(tick.instrument)
    const seen = inspect(tick, before?.memory, before?.frame ?? this.#dayOf(tick))
    if (seen.kind !== 'accepted') {
      this.#counts.add(seen.mark)
      if (seen.kind === 'quarantined') this.#quarantine(event, seen.mark, seen.reason)
      return
    }
    this.#counts.addAccepted()
    for (const mark of seen.marks) this.#counts.add(mark)
    const after = this.#apply(event, before, seen.tick, seen.memory)
    if (!tick.late || seen.tick.onlyExtremes) return
    const late = { own: tick.eventTime, known: event.eventTime, before, after }
    if (!correctMinutes(late, this.#minute, this.#context, this.#view, this.#emit))
      this.#counts.add('lateBeyondCorrection')
  }

  /** Puts what was counted into the state. */
  flush(): void {
    this.#counts.flush()
  }

  /** Publishes how the market stands between two minutes. Nothing is remembered of it. */
  emitLive(eventTime: EventTime): void {
    const { task } = this.#context
    const { tradeDate } = this.#session
    this.#emit({
      topic: 'livePartials',
      key: `${task}`,
      eventTime,
      value: {
        revision: 0,
        deleted: false,
        task,
        tradeDate,
        eventTime,
        minute: null,
        ...partialNow(this.#context, this.#view, null).figures(['board']),
        hygiene: this.#counts.all(),
      },
    })
  }

  /**
   * Ends the session: every symbol whose snapshots tell the whole day gets its bar from them, the others the
   * vendor's if there is one; each is settled exactly as a bar from a file.
   */
  close(eventTime: EventTime, settlement: BarSettlement): void {
    const { state } = this.#context
    for (const [instrument, ticks] of state.ticks.sorted()) {
      const built = tickBar(ticks, eventTime)
      if (built === undefined) continue
      this.#emit({ topic: 'bars1d', key: instrument, eventTime, value: built })
      settlement.settle({ dataset: '', epoch: 0, ...built }, ticks.machine.up)
      state.vendor.delete(instrument)
    }
    for (const [, bar] of state.vendor.sorted()) settlement.settle({ ...bar, eventTime })
    state.ticks.clear()
    state.vendor.clear()
    state.recent.clear()
    state.hygiene.clear()
    state.clock.clear()
  }

  #apply(
    event: InputEvent<'ticks'>,
    before: SymbolTicks | undefined,
    tick: CleanTick,
    memory: TickMemory,
  ): SymbolTicks {
    const frame =
      before !== undefined && framesAlike(before.memory, memory)
        ? before.frame
        : this.#frameOf(event.value, memory, before?.frame)
    assertSummable(memory, frame.prevClose)
    const machine = before?.machine ?? UNTRADED
    const after: SymbolTicks = {
      frame,
      memory,
      machine: tick.onlyExtremes ? witness(machine, tick, frame) : step(machine, tick, frame),
      minutes: addToMinute(before?.minutes, tick),
      changes: before?.changes ?? 0,
      corrections: (before?.corrections ?? 0) + (event.value.late && !tick.onlyExtremes ? 1 : 0),
    }
    const { ticks } = this.#context.state
    if (after.machine === machine) {
      ticks.set(frame.instrument, after)
      return after
    }
    const time = { happened: event.value.eventTime, known: event.eventTime }
    const changes = emitChanges(machine, after, time, this.#view, this.#emit)
    const numbered = changes === 0 ? after : { ...after, changes: after.changes + changes }
    ticks.set(frame.instrument, numbered)
    return numbered
  }

  #frameOf(tick: Tick, memory: TickMemory, before: SymbolFrame | undefined): SymbolFrame {
    const frame = symbolFrame(tick, rulesOf(tick, memory, this.#view), this.#view)
    if (frame.limitMismatch && before?.limitMismatch !== true) this.#counts.add('limitMismatch')
    return frame
  }

  #dayOf({ instrument, symbol }: Tick): TickDay {
    const board = this.#view.instrument(instrument)?.board ?? boardOf(symbol)
    return { tradeDate: this.#session.tradeDate, board }
  }

  #quarantine(event: InputEvent<'ticks'>, code: string, reason: string): void {
    const letter = refusalLetter(event, PROCESSOR, reason)
    this.#emit({ ...letter, value: { ...letter.value, code } })
  }

  /** Days that end without their closing snapshot, and vendors' bars that tell another day than the snapshots. */
  #countDoubtfulDays(): void {
    const { state } = this.#context
    for (const ticks of state.ticks.unordered())
      if (hasTraded(ticks) && tickBar(ticks, ticks.memory.eventTime) === undefined)
        this.#counts.add('incompleteDay')
    for (const bar of state.vendor.unordered()) {
      const ticks = state.ticks.get(bar.instrument)
      const built = ticks === undefined ? undefined : tickBar(ticks, bar.eventTime)
      if (built !== undefined && differsFrom(bar, built)) this.#counts.add('vendorMismatch')
    }
  }

  #nextBoundary(): number {
    return this.#minute < SESSION_MINUTES
      ? minuteBoundary(this.#session.tradeDate, this.#minute)
      : Number.POSITIVE_INFINITY
  }
}
