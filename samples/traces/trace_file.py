"""Event traces (.etl), written byte by byte: buffers, plain or compressed, and the events in them.
Layouts as in evntrace.h and evntcons.h of the Windows SDK."""
import struct
import uuid

TICKS = 10_000_000  # of a second
COUNTER, SYSTEM_TIME, CYCLES = 1, 2, 3  # clocks
WMI_ACTIVITY = "1418ef04-b0b4-4623-bf7e-d74ab47bbdaa"
BUFFER_HEADER, EVENT_HEADER = 72, 80
FLAG_FLUSH, FLAG_EVENTS_LOST, FLAG_PROCESSOR_INDEX, FLAG_COMPRESSED = 0x01, 0x02, 0x20, 0x40
TYPE_GENERIC, TYPE_HEADER = 0, 4
STATE_FLUSHED = 3
MODE_SEQUENTIAL, MODE_CIRCULAR, MODE_APPEND, MODE_COMPRESSED = 0x1, 0x2, 0x4, 0x04000000
ITEM_RELATED, ITEM_SID = 1, 2
NO_GUID = "00000000-0000-0000-0000-000000000000"
WINDOW, MIN_MATCH, MAX_MATCH = 8192, 3, 4096


def aligned(data):
    return data + bytes(-len(data) % 8)


def put_length(out, length, half):
    """The parts of a match's length that do not fit into its 16 bits; `half` is the place of a byte
    whose upper half is free, or None. Gives the new such place."""
    extra = length - MIN_MATCH - 7
    if half is None:
        half = len(out)
        out.append(min(extra, 15))
    else:
        out[half] |= min(extra, 15) << 4
        half = None
    if extra >= 15:
        extra -= 15
        out.append(min(extra, 255))
        if extra >= 255:
            out += struct.pack("<H", length - MIN_MATCH)
    return half


def compress(data):
    """Plain LZ77 XPRESS (MS-XCA 2.3): flags of 32 items stand before these, first item highest."""
    out, flags, flags_at, count = bytearray(4), 0, 0, 0
    half, last, pos = None, {}, 0

    def add_flag(bit):
        nonlocal flags, flags_at, count
        flags = flags << 1 | bit
        count += 1
        if count == 32:
            struct.pack_into("<I", out, flags_at, flags)
            flags, flags_at, count = 0, len(out), 0
            out.extend(bytes(4))

    while pos < len(data):
        key = data[pos:pos + MIN_MATCH]
        before = last.get(key, -1) if len(key) == MIN_MATCH else -1
        last[key] = pos
        length = 0
        if before >= 0 and pos - before <= WINDOW:
            while (length < MAX_MATCH and pos + length < len(data)
                   and data[before + length] == data[pos + length]):
                length += 1
        if length < MIN_MATCH:
            out.append(data[pos])
            pos += 1
            add_flag(0)
            continue
        out += struct.pack("<H", (pos - before - 1) << 3 | min(length - MIN_MATCH, 7))
        if length >= MIN_MATCH + 7:
            half = put_length(out, length, half)
        pos += length
        add_flag(1)
    flags = flags << (32 - count) | ((1 << (32 - count)) - 1)
    struct.pack_into("<I", out, flags_at, flags)
    return bytes(out)


class Clock:
    """Stamps from times, and the times that a reader must find for them."""

    def __init__(self, kind, start, frequency=TICKS, first=5_000_000_000):
        self.kind, self.start, self.frequency, self.first = kind, start, frequency, first

    def stamp(self, time):
        if self.kind == SYSTEM_TIME:
            return time
        return self.first + (time - self.start) * self.frequency // TICKS

    def time(self, stamp):
        if self.kind == SYSTEM_TIME:
            return stamp
        return self.start + (stamp - self.first) * TICKS // self.frequency


def sid_bytes(text):
    """Of a SID like S-1-5-18."""
    parts = [int(part) for part in text.split("-")[1:]]
    return (bytes([parts[0], len(parts) - 2]) + parts[1].to_bytes(6, "big")
            + struct.pack(f"<{len(parts) - 2}I", *parts[2:]))


def item_bytes(kind, data, has_more):
    total = 8 + len(data) + -len(data) % 8
    return struct.pack("<HHHH", total, kind, has_more, len(data)) + aligned(data)


def event_bytes(stamp, process, thread, event_id, payload, provider=WMI_ACTIVITY, level=4,
                channel=16, keywords=1 << 63, sid=None, related=None, version=0, opcode=0, task=0):
    """An event with EVENT_HEADER."""
    items = [(ITEM_RELATED, uuid.UUID(related).bytes_le)] if related else []
    items += [(ITEM_SID, sid_bytes(sid))] if sid else []
    packed = b"".join(item_bytes(kind, data, i + 1 < len(items))
                      for i, (kind, data) in enumerate(items))
    size = EVENT_HEADER + len(packed) + len(payload)
    head = struct.pack("<HBBHHIIQ16sHBBBBHQII16s", size, 0x13, 0xC0, bool(items), 0, thread, process,
                       stamp, uuid.UUID(provider).bytes_le, event_id, version, channel, level,
                       opcode, task, keywords, 0, 0, bytes(16))
    return head + packed + payload


def classic_bytes(stamp, process, thread, provider, kind, version, payload):
    """An event with EVENT_TRACE_HEADER, as providers before Windows Vista write it."""
    size = 0x30 + len(payload)
    return struct.pack("<HBBBBHIIQ16sII", size, 0x14, 0xC0, kind, 4, version, thread, process, stamp,
                       uuid.UUID(provider).bytes_le, 0, 0) + payload


def kernel_bytes(stamp, hook, version, payload):
    """An event of the kernel's own logger: a hook id instead of a provider."""
    size = 0x20 + len(payload)
    return struct.pack("<HBBHHIIQII", version, 2, 0xC0, size, hook, 0, 0, stamp, 0,
                       0) + payload


def message_bytes(stamp, number):
    """A message of a software trace (WPP): MESSAGE_TRACE_HEADER with a GUID and a stamp."""
    size = 8 + 16 + 8 + 4
    return (struct.pack("<IHH", 0x90000000 | size, number, 0x02 | 0x08) + bytes(range(16))
            + struct.pack("<QI", stamp, number))


class Buffer:
    """One buffer of a processor."""

    def __init__(self, processor, sequence):
        self.processor, self.sequence, self.flags, self.kind = processor, sequence, 0, TYPE_GENERIC
        self.data, self.written = b"", 0

    def header(self, size, filled, flags):
        return (struct.pack("<IIIIQQQHHIIHH", size, filled, filled, 0, self.written,
                            self.sequence, 0, self.processor, 0, STATE_FLUSHED, filled,
                            flags | self.flags | FLAG_FLUSH | FLAG_PROCESSOR_INDEX, self.kind)
                + bytes(16))

    def plain(self, size):
        filled = BUFFER_HEADER + len(self.data)
        return (self.header(size, filled, 0) + self.data).ljust(size, b"\xff")

    def packed(self):
        bytes_left = compress(self.data)
        return self.header(BUFFER_HEADER + len(bytes_left), BUFFER_HEADER + len(self.data),
                           FLAG_COMPRESSED) + bytes_left


class Trace:
    """A session: events are added in any order of processors, and by time for each of them."""

    def __init__(self, clock, buffer_size=4096, processors=2, mode=MODE_SEQUENTIAL, build=19045):
        self.clock, self.buffer_size, self.mode = clock, buffer_size, mode
        self.processors, self.build = processors, build
        self.events_lost = self.buffers_lost = 0
        self.end = 0
        self.closed, self.open, self.sequence = [], {}, 1

    def add(self, processor, data):
        data = aligned(data)
        buffer = self.open.get(processor)
        if buffer and BUFFER_HEADER + len(buffer.data) + len(data) > self.buffer_size:
            self.flush(processor)
            buffer = None
        if not buffer:
            buffer = self.open[processor] = Buffer(processor, self.sequence)
            self.sequence += 1
        buffer.data += data

    def flush(self, processor, written=0):
        """Ends the open buffer of a processor, which goes to the file, with a stamp of when."""
        buffer = self.open.pop(processor, None)
        if buffer:
            buffer.written = written
            self.closed.append(buffer)

    def lose_buffer(self, processor):
        """The open buffer never comes to the file; the next one says so."""
        self.open.pop(processor, None)
        self.buffers_lost += 1
        self.open[processor] = Buffer(processor, self.sequence)
        self.open[processor].flags = FLAG_EVENTS_LOST
        self.sequence += 1

    def head(self):
        """The first buffer, with TRACE_LOGFILE_HEADER (64-bit)."""
        names = "wmi\0C:\\traces\\wmi.etl\0".encode("utf-16-le")
        body = struct.pack("<IBBBBIIQIIIIIIIIQQ", self.buffer_size, 10, 0, 1, 5, self.build,
                           self.processors, self.end, 156250, 0, self.mode,
                           1 + len(self.closed) if self.end else 1, 1, 8, self.events_lost, 2400,
                           0, 0)
        body += bytes(0xAC + 4) + struct.pack("<QQQII", self.clock.start - 3600 * TICKS,
                                              self.clock.frequency, self.clock.start,
                                              self.clock.kind, self.buffers_lost) + names
        size = 0x20 + len(body)
        first = (self.clock.start if self.clock.kind == SYSTEM_TIME else self.clock.first)
        system = struct.pack("<BBBBHHIIQII", 2, 0, 2, 0xC0, size, 0, 100, 200, first, 0, 0)
        buffer = Buffer(0, 0)
        buffer.kind, buffer.data = TYPE_HEADER, aligned(system + body)
        return buffer.plain(max(self.buffer_size, 1024))

    def bytes(self, rotate=0):
        """The file; `rotate` buffers of its start stand at its end, as a circular file has it."""
        for processor in sorted(self.open):
            self.flush(processor)
        buffers = self.closed[rotate:] + self.closed[:rotate]
        write = Buffer.packed if self.mode & MODE_COMPRESSED else (
            lambda buffer: buffer.plain(self.buffer_size))
        return self.head() + b"".join(write(buffer) for buffer in buffers)
