import type { KnownLetter } from './letter-book.ts'
import { recordPlace } from './letter-book.ts'

const BY_CODE: Readonly<Record<string, string>> = {
  unknownSchema: 'Register the schema under this id, or restore the registry; then replay.',
  incompatible: 'Run the version of the program that wrote it, or a newer one; then replay.',
  wrongMagic: 'Something else than a Confluent serialiser writes to this topic: find and correct it.',
  undecodable:
    'Find what writes such bytes to this topic and correct it; its good record comes as any other.',
  impossible: 'Correct the source; its good record comes as any other.',
  noValue: 'Correct the source: a key is withdrawn by a record that says so.',
  wrongPartition: 'Correct the partitioner of the source; replay puts the record into its own partition.',
  foreignControl: 'Stop what writes control records here: only the writers of a topic may.',
  processingFailed:
    'Run a version in which this is mended, then replay with --rebuild: the event still stands in the log.',
}

/** What an operator can do about a letter. */
export function adviceOn(letter: KnownLetter): string {
  const { code, outcome, source } = letter
  if (outcome !== null) return 'Nothing: it is settled.'
  if (letter.reader !== null) return BY_CODE.processingFailed!
  if (recordPlace(letter) !== undefined) return BY_CODE[code] ?? BY_CODE.undecodable!
  return `Correct ${letter.position} of ${source}, or the format that reads it; then replay, which takes the file again.`
}
