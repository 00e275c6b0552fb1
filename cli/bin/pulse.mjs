#!/usr/bin/env -S node --max-semi-space-size=64
// A second of ticks outlives the young generation that Node has by default, and each of its collections copies it.
import { register } from 'tsx/esm/api'

register()
const { main } = await import('../main.ts')
await main(process.argv)
