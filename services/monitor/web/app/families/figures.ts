import { money, percent, signedPercent, UNKNOWN } from '../format/numbers.ts'
import type { Language } from '../i18n/translate.ts'

export type Format = (value: number | null | undefined, language: Language) => string

const known =
  (text: (value: number, language: Language) => string): Format =>
  (value, language) =>
    value === null || value === undefined ? UNKNOWN : text(value, language)

export const decimal = (digits: number): Format => known((value) => value.toFixed(digits))
/** A fraction as a share. */
export const share = (digits = 1): Format => known((value) => percent(value, digits))
/** A fraction as a change, with its sign. */
export const change = (digits = 2): Format => known((value) => signedPercent(value, digits))
export const yuan: Format = known((value, language) => money(value, language))
/** yyyymmdd as yyyy-mm-dd. */
export const dateNumber: Format = known((value) => {
  const text = String(Math.round(value))
  return text.length === 8 ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text
})
/** What is not known here: six digits are enough to read. */
export const plain: Format = known((value) => String(Number(value.toPrecision(6))))

interface Figure {
  readonly label: readonly [english: string, chinese: string]
  readonly format: Format
}

const figure = (english: string, chinese: string, format: Format): Figure => ({
  label: [english, chinese],
  format,
})

/** Components of signals that stand in tables: what they are called, and how they are written. */
const FIGURES: Readonly<Record<string, Figure>> = {
  base: figure('Base', '基准值', plain),
  baseDate: figure('Base date', '基准日', dateNumber),
  close: figure('Close', '收盘', plain),
  quote: figure('Quote', '报价', plain),
  lowest: figure('Lowest', '最低', change(1)),
  sessions: figure('Sessions', '交易日数', plain),
  falls: figure('Falls', '下跌段', plain),
  rises: figure('Rises', '上涨段', plain),
  fallSpeed: figure('Fall a session', '日均跌速', share(2)),
  riseSpeed: figure('Rise a session', '日均涨速', share(2)),
  index: figure('Index', '指数', decimal(2)),
  ratio: figure('PE', '市盈率', decimal(1)),
  abroad: figure('S&P 500', '标普500', decimal(1)),
  abroadChange: figure('Change', '变化', decimal(1)),
  home000300: figure('CSI 300', '沪深300', decimal(1)),
  home000300Change: figure('Change (300)', '变化(300)', decimal(1)),
  home000852: figure('CSI 1000', '中证1000', decimal(1)),
  home000852Change: figure('Change (1000)', '变化(1000)', decimal(1)),
  average: figure('Average', '均值', decimal(3)),
  percentile: figure('Percentile', '分位', decimal(1)),
  share: figure('Share', '占比', share(1)),
  amount: figure('Turnover', '成交额', yuan),
  slope: figure('Slope', '斜率', change(3)),
  pe: figure('PE', '市盈率', decimal(1)),
  skewness: figure('Skewness', '偏度', decimal(2)),
  n: figure('n', 'n', plain),
}

/** Name of a component; one that is new here stands as it is. */
export function figureLabel(name: string, language: Language): string {
  return FIGURES[name]?.label[language === 'zh' ? 1 : 0] ?? name
}

export function figureText(name: string, value: number | null, language: Language): string {
  return (FIGURES[name]?.format ?? (/date$/i.test(name) ? dateNumber : plain))(value, language)
}
