#!/usr/bin/env bash
# uvicorn 0.54.0 with websockets 17.4: a server compresses each WebSocket message to a browser on the same machine.
#
# Expected: messages to 127.0.0.1 go as they are, since nothing asked for compression; or its cost is small beside sending.
# Seen: `ws_per_message_deflate` is on by default, browsers and clients accept it, and each message is compressed on the
# event loop, in which everything else waits. Frames of 130 kB of a map cost the server many times the processor time that
# they cost without, and a dashboard paints half as many of them. Nothing in a log, and no page, says so.
# Output seen: default: permessage-deflate, 8.8 ms a frame; off: none, 0.1 ms a frame
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"${PYTHON:-python3}" -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check uvicorn==0.54.0 websockets==17.4 numpy==2.5.5
cd "$dir"
cat > frames.py <<'PY'
import asyncio
import threading
import time

import numpy as np
import uvicorn
from websockets.sync.client import connect

FRAMES = 60
draw = np.random.default_rng(1)
# People by cell as opacities, most cells empty: what a map of agents sends.
PICTURES = [draw.poisson(0.4, (5, 160, 160)).astype(np.uint8).tobytes() for _ in range(FRAMES)]
spent = []


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    start = time.thread_time()
    for picture in PICTURES:
        await send({"type": "websocket.send", "bytes": picture})
        await receive()  # the page has painted it
    spent.append(1000 * (time.thread_time() - start) / FRAMES)
    await send({"type": "websocket.close"})


def measured(port, **settings):
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off", **settings))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    with connect(f"ws://127.0.0.1:{port}/", max_size=None) as page:
        extensions = page.response.headers.get("Sec-WebSocket-Extensions", "none").partition(";")[0]
        for picture in PICTURES:
            assert page.recv() == picture
            page.send("painted")
    server.should_exit = True
    thread.join(10)
    return extensions, spent.pop()


default = measured(18711)
off = measured(18712, ws_per_message_deflate=False)
print(f"default: {default[0]}, {default[1]:.1f} ms a frame; off: {off[0]}, {off[1]:.1f} ms a frame")
assert default[0] == "permessage-deflate", "messages are no longer compressed by default"
assert off[0] == "none"
assert default[1] > 4 * off[1], "compression is cheap now"
PY
"$dir/venv/bin/python" frames.py
