# SPDX-License-Identifier: GPL-3.0-or-later
"""throttle.py PORT DELAY_MS MBIT: a link between a port of its own (printed) and 127.0.0.1:PORT. Each byte arrives DELAY_MS after it was sent, in
both directions, and no more than MBIT million bits a second. What the link has not taken yet stays with the sender, as in a real one."""
import asyncio, sys

PORT, DELAY, RATE = int(sys.argv[1]), float(sys.argv[2]) / 1000, float(sys.argv[3]) * 1e6 / 8
PIECE = 8 * 1024


async def carry(reader, writer):
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue(maxsize=int(RATE * max(DELAY, 0.05) * 2 / PIECE) + 8)

    async def deliver():
        while True:
            at, data = await queue.get()
            await asyncio.sleep(max(0, at - loop.time()))
            if not data:
                break
            writer.write(data)
            await writer.drain()
        writer.close()

    delivery = asyncio.create_task(deliver())
    free = loop.time()  # when the link has taken all that was given to it
    try:
        while data := await reader.read(PIECE):
            free = max(free, loop.time()) + len(data) / RATE
            await queue.put((free + DELAY, data))
            if free - loop.time() > 0.01:
                await asyncio.sleep(free - loop.time())
    except ConnectionError:
        pass
    await queue.put((loop.time(), b''))
    try:
        await delivery
    except ConnectionError:
        pass


async def connected(reader, writer):
    there, back = await asyncio.open_connection('127.0.0.1', PORT, limit=PIECE)
    await asyncio.gather(carry(reader, back), carry(there, writer), return_exceptions=True)


async def main():
    server = await asyncio.start_server(connected, '127.0.0.1', 0, limit=PIECE)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
