import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { choosePorts, LOOPBACK } from './ports.ts'

it('chooses different free ports', async () => {
  const ports = await choosePorts([undefined, undefined, undefined])
  expect(new Set(ports).size).toBe(3)
  expect(await choosePorts(ports)).toEqual(ports)
})

it('names a port that is taken', async () => {
  const server = createServer().listen(0, LOOPBACK)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    await expect(choosePorts([undefined, port])).rejects.toMatchObject({
      code: 'portTaken',
      message: expect.stringContaining(String(port)),
    })
  } finally {
    server.close()
  }
})
