import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Choice } from '../parts/choice.tsx'
import { usePage } from '../parts/page-context.ts'
import type { SignalFamily } from '../state/api.ts'
import { api } from '../stream/api-client.ts'
import { FAMILY_TEXTS, SECTIONS, type Section } from './families.ts'
import { OverviewPanel } from './overview-panel.tsx'
import { PortfolioPanels } from './panels/portfolio-panel.tsx'
import { PANELS } from './panels.tsx'
import { Seen } from './seen.tsx'
import { SignalsContext, type SignalsPlace } from './signals-context.ts'
import { signalTexts, type TextKey } from './texts.ts'
import { useAnswer } from './use-answer.ts'
import { useRounds } from './use-rounds.ts'

/** Newest rows that charts show, by the range that is chosen: sessions of a year, of three, of all time. */
const RANGES = [
  { rows: 250, label: 'oneYear' },
  { rows: 750, label: 'threeYears' },
  { rows: 20_000, label: 'everything' },
] as const satisfies readonly { readonly rows: number; readonly label: TextKey }[]

const SECTION_LABELS = {
  all: 'sectionAll',
  us: 'sectionUs',
  rotation: 'sectionRotation',
  microcap: 'sectionMicrocap',
  macro: 'sectionMacro',
  portfolios: 'sectionPortfolios',
} as const satisfies Readonly<Record<Section | 'all', TextKey>>

interface SignalsViewProps {
  readonly dataset: string
  /** Null: as of now. */
  readonly date: string | null
}

/** Signals of every family, and the strategies that follow them. Loaded when it is opened. */
export function SignalsView({ dataset, date }: SignalsViewProps): JSX.Element {
  const { language } = usePage()
  const text = signalTexts(language)
  const [rows, setRows] = useState<number>(RANGES[1].rows)
  const [section, setSection] = useState<Section | 'all'>('all')
  const round = useRounds()
  const { value, failure } = useAnswer(JSON.stringify([dataset, round]), () => api.signals(dataset))
  const place = useMemo<SignalsPlace>(
    () => ({
      dataset,
      date,
      rows,
      round,
      summaries: new Map(value?.signals.map((summary) => [summary.signal, summary])),
    }),
    [dataset, date, rows, round, value],
  )
  useEffect(() => {
    document.getElementById('content')?.scrollTo?.({ top: 0 })
  }, [section])
  if (value === null || value.dataset !== dataset)
    return <p class="message">{failure === null ? text('loading') : text('failed', { reason: failure })}</p>
  const sections = section === 'all' ? SECTIONS : [section]
  return (
    <SignalsContext.Provider value={place}>
      <div class="line-of-choices">
        <Choice
          label={text('section')}
          options={(['all', ...SECTIONS] as const).map((name) => ({
            value: name,
            label: text(SECTION_LABELS[name]),
          }))}
          value={section}
          onChange={setSection}
        />
        <Choice
          label={text('range')}
          options={RANGES.map(({ rows: value, label }) => ({ value: value as number, label: text(label) }))}
          value={rows}
          onChange={setRows}
        />
        {date !== null && <span class="chip warning">{text('knownUntil', { date })}</span>}
      </div>
      {section === 'all' && <OverviewPanel summaries={value.signals} onOpen={setSection} />}
      {sections.map((name) => (
        <SectionPanels key={name} section={name} />
      ))}
    </SignalsContext.Provider>
  )
}

function SectionPanels({ section }: { section: Section }): JSX.Element {
  const { language } = usePage()
  const text = signalTexts(language)
  return (
    <>
      <h2 class="section-title">{text(SECTION_LABELS[section])}</h2>
      {section === 'portfolios' ? (
        <PortfolioPanels />
      ) : (
        PANELS.filter(({ family }) => FAMILY_TEXTS[family].section === section).map(
          ({ family, size, panel }) => (
            <Seen key={family} class={size} label={titleOf(family, language === 'zh' ? 1 : 0)}>
              {panel()}
            </Seen>
          ),
        )
      )}
    </>
  )
}

const titleOf = (family: SignalFamily, language: 0 | 1): string => FAMILY_TEXTS[family].title[language]
