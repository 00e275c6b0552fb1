import type { ComponentChildren, JSX } from 'preact'
import type { DataTable } from '../format/csv.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import type { SignalFamily, SignalRow } from '../state/api.ts'
import { FAMILY_TEXTS } from './families.ts'
import { knownTime } from './known-time.ts'
import { isLoud, stateName } from './names.ts'
import { useSignalsPlace, useTexts } from './signals-context.ts'
import type { Answer } from './use-answer.ts'

interface SignalPanelProps {
  readonly family: SignalFamily
  readonly class?: string
  /** Whose date and moment are said. */
  readonly row: SignalRow | undefined
  /** What it was made from: says when it is on its way, or did not come. */
  readonly answer: Answer<readonly SignalRow[]>
  readonly actions?: ComponentChildren
  readonly table: () => DataTable
  readonly onlyCsv?: boolean
  readonly flush?: boolean
  readonly remark?: string
  readonly children: ComponentChildren
}

/** A panel of a family: its title, as of when, and what is missing where there is nothing. */
export function SignalPanel(props: SignalPanelProps): JSX.Element {
  const { family, row, answer, remark, children, ...rest } = props
  const { language } = usePage()
  const text = useTexts()
  const title = FAMILY_TEXTS[family].title[language === 'zh' ? 1 : 0]
  const isEmpty = answer.value !== null && answer.value.length === 0
  return (
    <div class={`signal-panel ${props.class ?? ''}`} data-family={family}>
      <Panel
        {...rest}
        class=""
        title={title}
        note={row === undefined ? undefined : <AsOf row={row} />}
        {...(isEmpty ? { flush: false } : {})}
      >
        {isEmpty ? (
          <Missing family={family} />
        ) : answer.value === null ? (
          <p class="nothing dim">
            {answer.failure === null ? text('loading') : text('failed', { reason: answer.failure })}
          </p>
        ) : (
          <>
            {children}
            {remark !== undefined && <p class="remark dim">{remark}</p>}
          </>
        )}
      </Panel>
    </div>
  )
}

/** The date that a row is about, and when it could be known. */
export function AsOf({ row }: { row: Pick<SignalRow, 'date' | 'availableAt'> }): JSX.Element {
  const text = useTexts()
  return (
    <time class="as-of" data-date={row.date}>
      {text('asOfDate', { date: row.date, time: knownTime(row.availableAt) })}
    </time>
  )
}

/** A state in words, marked where it calls for attention. */
export function StateChip({ state }: { state: string | null }): JSX.Element | null {
  const { language } = usePage()
  if (state === null) return null
  return (
    <span class={`chip state${isLoud(state) ? ' loud' : ''}`} data-state={state}>
      {stateName(state, language)}
    </span>
  )
}

/** What a family needs, and which command brings it. */
export function Missing({ family }: { family: SignalFamily }): JSX.Element {
  const { language } = usePage()
  const { date } = useSignalsPlace()
  const text = useTexts()
  const { needs, command } = FAMILY_TEXTS[family]
  return (
    <div class="missing" data-missing={family}>
      <b>{text('noData')}</b>
      {date !== null && <p>{text('knownUntil', { date })}</p>}
      <p>{text('noDataFor', { needs: needs[language === 'zh' ? 1 : 0] })}</p>
      <p>
        {text('noDataCommand')} <code>{command}</code>
      </p>
      <p class="dim">{text('noDataThen')}</p>
    </div>
  )
}
