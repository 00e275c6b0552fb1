import { Command, InvalidArgumentError, Option } from 'commander'
import { parseTradeDate, type TradeDate } from '../core/market/trade-date.ts'
import { secretsOf } from '../runtime/config/secrets-of.ts'
import { PulseError } from '../runtime/errors.ts'
import { Redaction } from '../runtime/operations/redaction.ts'
import type { Speed } from '../services/ingest/ticks/paced.ts'
import { addBackupCommands } from './backup/add-commands.ts'
import { addDeadLettersCommand } from './dead-letters/add-commands.ts'
import { endIfInterrupted, Interrupted } from './until-interrupted.ts'

/** The `pulse` command. Each subcommand is loaded when it is called, so that help and SQL answer at once. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('pulse')
    .description('A-share market sentiment from ticks and bars to SQL.')
    .showHelpAfterError('(pulse --help lists the commands)')
    .addHelpText('after', EXAMPLES)
  program
    .command('start')
    .description('ingest, process and store in one process, show the last sessions, and serve the page')
    .option('--once', 'exit when everything has landed, without the page')
    .option('--source <path...>', 'files or folders to ingest (default: the bundled sample)')
    .option('--sessions <n>', 'sessions in the table', wholeNumber, 20)
    .option('--speed <speed>', 'of the simulated session on the page, times the clock, or max', speed, 60)
    .option('--symbols <n>', 'simulate only so many shares, evenly over the codes', wholeNumber)
    .option('--no-simulation', 'no simulated session; there is none with --source either')
    .option(
      '--kafka',
      'use Kafka: KAFKA_BROKERS if set, otherwise a local broker and registry that this command starts',
    )
    .addHelpText('after', START_EXAMPLES)
    .action(async (options) => (await import('./commands/start.ts')).start(options))
  program
    .command('run')
    .argument('<service>', 'ingest, sentiment, signals, warehouse or monitor')
    .description('run one service until stopped; all but the monitor on Kafka')
    .option('--source <path...>', 'ingest: files or folders')
    .addHelpText('after', '\nExample:\n  KAFKA_BROKERS=... SCHEMA_REGISTRY_URL=... pulse run sentiment')
    .action(async (service, options) => (await import('./commands/run.ts')).run(service, options))
  program
    .command('monitor')
    .description('serve the page and its API beside whatever writes the log, until Ctrl-C')
    .option('--host <host>', 'address to listen on (PULSE_HOST, default 127.0.0.1)')
    .option('--port <port>', 'port, 0 for any free one (PULSE_PORT, default 8787)', portNumber)
    .addHelpText('after', MONITOR_EXAMPLES)
    .action(async (options) => (await import('./commands/monitor.ts')).monitor(options))
  program
    .command('ingest')
    .argument('<path...>', 'files or folders')
    .description('ingest files, process and store them, print what was taken, and exit')
    .addHelpText('after', '\nExample:\n  pulse ingest ~/bars/2025.csv.gz ~/reference/')
    .action(async (paths) => (await import('./commands/ingest.ts')).ingest(paths))
  program
    .command('ticks')
    .argument('<file...>', 'files or folders of snapshots or trades')
    .description('publish recorded ticks, process and store them, and exit')
    .option('--dataset <name>', 'data set: main, or replay-<id> with an epoch per run', datasetName, 'main')
    .option('--history <path...>', 'daily bars of the sessions before, and reference tables')
    .option('--speed <speed>', 'max, or how many times faster than the clock', speed, 'max')
    .option('--cold', 'a paced day of main may begin without the session before it')
    .addHelpText('after', TICKS_EXAMPLES)
    .action(async (paths, options) => (await import('./commands/ticks.ts')).ticks(paths, options))
  program
    .command('simulate')
    .argument('<date>', 'a session, 2022-04-27', sessionDate)
    .description('make snapshots of a day out of its daily bars, in the data set sim-<seed>')
    .option('--seed <n>', 'the same seed gives the same day', wholeNumber, 1)
    .option('--speed <speed>', 'max, or how many times faster than the clock', speed, 'max')
    .option('--symbols <n>', 'only so many shares, evenly over the codes', wholeNumber)
    .addOption(
      new Option('--cadence <cadence>', 'full: every share every three seconds')
        .choices(['natural', 'full'])
        .default('natural'),
    )
    .option('--sessions <n>', 'so many sessions in a row', wholeNumber)
    .option('--faults <list>', 'what goes wrong in the feed, name=rate separated by commas')
    .option('--source <path...>', 'files or folders of daily bars (default: the bundled sample)')
    .addHelpText('after', SIMULATE_EXAMPLES)
    .action(async (date, options) => (await import('./commands/simulate.ts')).simulate(date, options))
  program
    .command('backtest')
    .argument('[strategy]', 'its name; --list shows them all')
    .argument('[path...]', 'files or folders of series to replay (default: what stands in the data set)')
    .description("a strategy's account by year: from a replay of files, or from what is stored")
    .option('--from <date>', 'first session counted, 2015-01-01', sessionDate)
    .option('--to <date>', 'last session counted', sessionDate)
    .option('--chart <file>', 'draw value, benchmark and drawdown: .svg or .png')
    .option('--dataset <name>', 'default: main, with files replay-<strategy>', datasetName)
    .option('--list', 'list the strategies with what they need')
    .addHelpText('after', BACKTEST_EXAMPLES)
    .action(async (strategy, paths, options) =>
      (await import('./commands/backtest.ts')).backtest(strategy, paths, options),
    )
  program
    .command('rebuild')
    .description('merge everything recorded again under a new epoch and switch the views to it')
    .option('--dataset <name>', 'data set: main, sim-<seed> or replay-<id>', datasetName, 'main')
    .addHelpText('after', '\nExample:\n  pulse rebuild   # after files were ingested out of order')
    .action(async (options) => (await import('./commands/rebuild.ts')).rebuild(options))
  program
    .command('sql')
    .argument('<query>', 'one SQL statement')
    .description('query the warehouse, also while something is running')
    .option('--format <format>', 'table, csv or json', 'table')
    .option('--watch [seconds]', 'run again every so many seconds (default 2)')
    .addHelpText('after', SQL_EXAMPLES)
    .action(async (query, options) => (await import('./commands/sql.ts')).sql(query, options))
  program
    .command('tail')
    .argument('<topic>', 'its name (sentiment.ladder) or key (ladder); a wrong one lists them all')
    .description('print the events of a topic: the newest ten, then what comes, until Ctrl-C')
    .option('--dataset <name>', 'data set: main, sim-<seed> or replay-<id>', 'main')
    .option('--from <where>', 'beginning, latest, a time of the newest session (09:30), a date or a moment')
    .option('--follow', 'wait for more', true)
    .option('--no-follow', 'end with what is there')
    .option('--limit <n>', 'end after so many events', wholeNumber)
    .addOption(new Option('--format <format>').choices(['table', 'json', 'csv']).default('table'))
    .option('--where <field=value>', 'only such records; may be repeated', collected, [])
    .option('--columns <fields>', 'fields of table and csv, separated by commas')
    .addOption(
      new Option('--epoch <which>', 'active: what the views show')
        .choices(['active', 'all'])
        .default('active'),
    )
    .option('--controls', 'also control records: watermarks, barriers, markers', false)
    .addHelpText('after', TAIL_EXAMPLES)
    .action(async (topic, options) => (await import('./commands/tail.ts')).tail(topic, options))
  program
    .command('config')
    .description('print every setting with its value, where it comes from and what it does')
    .option('--check', 'only say what is wrong; exit status 1 if anything is', false)
    .addOption(new Option('--format <format>').choices(['table', 'env', 'json']).default('table'))
    .addHelpText('after', CONFIG_EXAMPLES)
    .action(async (options) => (await import('./commands/config.ts')).config(options))
  program
    .command('audit')
    .description('prove that every record of the log has its row, and every row its record')
    .option('--date <date>', 'one session, 2022-04-27', sessionDate)
    .option('--from <date>', 'first session (default: all)', sessionDate)
    .option('--to <date>', 'last session', sessionDate)
    .option('--dataset <name>', 'data set: main, sim-<seed> or replay-<id>', datasetName, 'main')
    .option('--topic <topic>', 'only this one; may be repeated', collected, [])
    .option('--hours', 'every partition and hour, not only those that differ', false)
    .option('--wait <seconds>', 'for a sink that is behind', wholeNumber, 60)
    .option('--name <n>', 'name so many differences of each topic', wholeNumber, 20)
    .addOption(new Option('--format <format>').choices(['table', 'json']).default('table'))
    .addHelpText('after', AUDIT_EXAMPLES)
    .action(async (options) => (await import('./commands/audit.ts')).audit(options))
  program
    .command('doctor')
    .description('check what pulse needs on this machine, and say what to do')
    .addHelpText('after', '\nExample:\n  pulse doctor   # exit status 1 if anything is in the way')
    .action(async () => (await import('./commands/doctor.ts')).doctor())
  addBackupCommands(program)
  addDeadLettersCommand(program)
  const infra = program.command('infra').description('bring Kafka and its registry up or down')
  for (const [name, description] of INFRA)
    infra
      .command(name)
      .description(description)
      .option('--local', 'real processes on this machine (Java and Maven), no Docker')
      .option('--brokers <n>', 'with up --local: so many brokers, three copies of everything', wholeNumber)
      .addHelpText('after', `\nExamples:\n  pulse infra ${name}\n  pulse infra ${name} --local`)
      .action(async (options) => (await import('./commands/infra.ts')).infra(name, options))
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    if (error instanceof Interrupted) process.exitCode = error.status
    else {
      process.stderr.write(`${new Redaction(secretsOf(process.env)).text(describe(error))}\n`)
      process.exitCode = 1
    }
    // A supervisor starts again what has ended, and only that: nothing left over may keep a failed process alive.
    setTimeout(() => process.exit(), LINGER_MS).unref()
  }
  endIfInterrupted()
}

/** Time for the last lines to be written after a failure. */
const LINGER_MS = 2_000

const INFRA = [
  ['up', 'start broker and registry and print how to reach them'],
  ['down', 'stop them'],
  ['status', 'say what runs'],
] as const

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.')
  return Number(text)
}

function speed(text: string): Speed {
  if (text === 'max') return text
  const times = Number(text)
  if (!(times > 0 && times <= 100_000)) throw new InvalidArgumentError('It must be max, or a number above 0.')
  return times
}

function datasetName(text: string): string {
  if (!/^(main|(replay|sim)-[\w.-]{1,40})$/.test(text))
    throw new InvalidArgumentError('It must be main, or begin with replay-, like replay-20230201.')
  return text
}

function sessionDate(text: string): TradeDate {
  const date = parseTradeDate(text)
  if (date === undefined) throw new InvalidArgumentError('It must be a date like 2022-04-27.')
  return date
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
  return Number(text)
}

const collected = (text: string, before: readonly string[]): readonly string[] => [...before, text]

/** Errors that say what to do need no stack; others are defects and do. */
function describe(error: unknown): string {
  if (error instanceof PulseError || (error instanceof Error && 'code' in error))
    return `pulse: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const AUDIT_EXAMPLES = `
Examples:
  pulse audit                                 everything of main
  pulse audit --date 2022-04-27 --hours       one session, hour by hour
  pulse audit --dataset sim-1 --topic ladder --format json

Exit status: 0 everything is accounted for, 1 log and warehouse differ, 2 could not be judged (the sink is behind, or a
server is away). It only reads, also beside a running system; not during a rebuild.`

const EXAMPLES = `
Examples:
  pulse start                                   the bundled sample, end to end
  pulse start --once --source ~/bars/           your own files
  pulse sql "SELECT * FROM sentiment_daily ORDER BY trade_date DESC LIMIT 5"

Environment: PULSE_HOME (data folder, default .pulse), KAFKA_BROKERS and SCHEMA_REGISTRY_URL,
CLICKHOUSE_URL. Without them everything runs embedded.`

const CONFIG_EXAMPLES = `
Examples:
  pulse config
  pulse config --check
  pulse config --format env > pulse.env   # a file to start from, without secrets

Secrets are shown as ••••. docs/configuration.md has the same list.`

const START_EXAMPLES = `
Examples:
  pulse start                                   the page, with a simulated session at 60 times the clock
  pulse start --once                            everything at full speed, then exit
  pulse start --once --no-simulation
  pulse start --once --source ../shared/data/a-share-daily-bars/recovered_2024H2.csv.gz
  pulse start --once --kafka`

const TICKS_EXAMPLES = `
Examples:
  pulse ticks snapshots_20230201.csv.gz --dataset replay-20230201
  pulse ticks ticks/ --dataset replay-1 --history bars_2023.csv.gz reference/
  pulse ticks ticks/20230201.csv.gz --dataset replay-1 --speed 60      a minute a second

Formats are recognised by their content (docs/sources.md). A run that was interrupted goes on when the same
command is given again. Another run of a replay-<id> replaces the one before it in the views.`

const SIMULATE_EXAMPLES = `
Examples:
  pulse simulate 2022-04-27                          the whole market, as fast as it goes
  pulse simulate 2022-04-27 --symbols 300 --speed 30 --seed 7
  pulse simulate 2022-04-27 --faults late=0.001,duplicates=0.01,reordered=0.005
  pulse sql "SELECT * FROM sentiment_minute_all WHERE dataset = 'sim-1' ORDER BY minute DESC LIMIT 5"

Faults: duplicates, reordered, late, resets, staleDay, crossed, offGrid, highBelowLast, each a rate from 0 to 1.`

const BACKTEST_EXAMPLES = `
Examples:
  pulse backtest --list
  pulse backtest style-rotation ~/series/                       replays the files into data set replay-style-rotation
  pulse backtest style-rotation --dataset replay-style-rotation --from 2018-01-01 --chart style.svg
  pulse backtest mapping-oversold                               what stands in main
  pulse backtest mapping-oversold ~/series/ --dataset main      takes the files into main; live goes on from there

A replay goes through the same log, processors and warehouse as live data, in an epoch of its own.`

const SQL_EXAMPLES = `
Examples:
  pulse sql "SELECT trade_date, limit_ups, promotion_rate, stage FROM sentiment_daily"
  pulse sql --format csv "SELECT * FROM ladder_daily WHERE trade_date = '2022-04-27'" > ladder.csv
  pulse sql --watch 5 "SELECT max(trade_date), count() FROM bars_1d"`

const MONITOR_EXAMPLES = `
Examples:
  pulse monitor                         http://127.0.0.1:8787/, this machine only
  pulse monitor --port 9000
  PULSE_MONITOR_TOKEN=$(openssl rand -hex 24) pulse monitor --host 0.0.0.0

Where other machines can reach it, a token is needed; the page then asks for it, programs send it as
"Authorization: Bearer". The API is described at /api/openapi.json. "pulse start" has a monitor of its own.`

const TAIL_EXAMPLES = `
Examples:
  pulse tail sentiment.ladder                              the newest tiers, then each change
  pulse tail ladder --no-follow --where scope=all --where tradeDate=2022-05-31
  pulse tail market.ticks --dataset sim-1 --from 14:55 --where symbol=600000.SH
  pulse tail sentiment.limit-changes --where kind=openedUp --limit 5
  pulse tail sentiment.stage --from beginning --no-follow --format json | jq .promotionRate

The table shows yuan and Shanghai time, JSON and CSV records as they are: 1/10000 CNY, fen, epoch ms
(docs/topics.md). --where takes either form; several values of one field are alternatives.
Runs beside whatever writes the log.`
