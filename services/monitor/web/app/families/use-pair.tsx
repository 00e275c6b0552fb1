import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Choice } from '../parts/choice.tsx'
import { usePage } from '../parts/page-context.ts'
import { wordName } from './names.ts'
import { useTexts } from './signals-context.ts'
import { useLatest } from './use-rows.ts'

interface Chosen {
  /** Undefined until it is known which there are. */
  readonly pair: string | undefined
  /** Buttons to choose by; undefined where there is one only. */
  readonly choice: JSX.Element | undefined
}

/** Which subject of a signal is shown: the first, until another is chosen. */
export function usePair(signal: string): Chosen {
  const text = useTexts()
  const { language } = usePage()
  const { value } = useLatest(signal)
  const [wanted, setWanted] = useState<string | null>(null)
  const subjects = [...new Set((value ?? []).map(({ subject }) => subject))]
  const pair = wanted !== null && subjects.includes(wanted) ? wanted : subjects[0]
  if (pair === undefined || subjects.length < 2) return { pair, choice: undefined }
  const options = subjects.map((subject) => ({ value: subject, label: wordName(subject, language) }))
  return {
    pair,
    choice: <Choice label={text('subject')} options={options} value={pair} onChange={setWanted} />,
  }
}
