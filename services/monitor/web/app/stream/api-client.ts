import type {
  Datasets,
  DayMinutes,
  DaySnapshot,
  History,
  Portfolio,
  Portfolios,
  Series,
  Sessions,
  SignalLatest,
  SignalSeries,
  Signals,
  StockDay,
} from '../state/api.ts'

/** The server answered with an error, or not at all. */
export class ApiFailure extends Error {
  /** HTTP status; null where there was no answer. */
  readonly status: number | null

  constructor(message: string, status: number | null, cause?: unknown) {
    super(message, { cause })
    this.name = 'ApiFailure'
    this.status = status
  }
}

/** Answers of the monitor's API, by what the page needs. */
export const api = {
  datasets: () => get<Datasets>('datasets', {}),
  sessions: (dataset: string) => get<Sessions>('sessions', { dataset }),
  snapshot: (dataset: string, date: string | null) =>
    get<DaySnapshot>(`day/${date ?? 'latest'}/snapshot`, { dataset }),
  minutes: (dataset: string, date: string) => get<DayMinutes>(`day/${date}/minutes`, { dataset }),
  history: (dataset: string, bounds: { from?: string; to?: string } = {}) =>
    get<History>('history', { dataset, ...bounds }),
  stock: (dataset: string, date: string, symbol: string) =>
    get<StockDay>(`stock/${symbol}/day/${date}`, { dataset }),
  signals: (dataset: string) => get<Signals>('signals', { dataset }),
  signalLatest: (dataset: string, signal: string, { asOf }: { asOf?: number | undefined }) =>
    get<SignalLatest>(`signals/${signal}/latest`, {
      dataset,
      ...(asOf === undefined ? {} : { asOf: `${asOf}` }),
    }),
  signalSeries: (dataset: string, signal: string, { subject, limit, asOf }: SeriesRange) =>
    get<SignalSeries>(`signals/${signal}/series`, {
      dataset,
      limit: `${limit}`,
      ...(subject === undefined ? {} : { subject }),
      ...(asOf === undefined ? {} : { asOf: `${asOf}` }),
    }),
  series: (
    dataset: string,
    symbol: string,
    { from, to, limit, asOf }: SeriesRange & { readonly from: string; readonly to: string },
  ) =>
    get<Series>(`series/${symbol}`, {
      dataset,
      from,
      to,
      limit: `${limit}`,
      ...(asOf === undefined ? {} : { asOf: `${asOf}` }),
    }),
  portfolios: (dataset: string) => get<Portfolios>('portfolios', { dataset }),
  portfolio: (dataset: string, strategy: string, bounds: { to?: string } = {}) =>
    get<Portfolio>(`portfolios/${strategy}`, { dataset, ...bounds }),
}

interface SeriesRange {
  readonly subject?: string | undefined
  /** Newest rows. */
  readonly limit: number
  /** Epoch ms: only what was known then. */
  readonly asOf?: number | undefined
}

/** Address of an answer or a stream. */
export function apiUrl(path: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(`api/v1/${path}`, document.baseURI)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

async function get<Answer>(path: string, query: Readonly<Record<string, string>>): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(apiUrl(path, query), { headers: { accept: 'application/json' } })
  } catch (cause) {
    throw new ApiFailure('The server did not answer.', null, cause)
  }
  if (response.ok) return (await response.json()) as Answer
  throw new ApiFailure(await problemText(response), response.status)
}

async function problemText(response: Response): Promise<string> {
  try {
    const { title, detail, action } = (await response.json()) as Record<string, unknown>
    const parts = [title, detail, action].filter((part) => typeof part === 'string' && part !== '')
    return parts.join(' ') || `HTTP ${response.status}`
  } catch {
    return `HTTP ${response.status}`
  }
}
