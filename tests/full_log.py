"""A log that fills every holder of memory at once: dense, and of everything another one each time.

put(path, count, kinds) writes `count` events, half of a millisecond apart. Not a test by itself.
"""
from datetime import datetime, timedelta, timezone

START = datetime(2025, 4, 9, 8, 0, 0, tzinfo=timezone.utc)
PER_SECOND = 500
NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
WMI = "Microsoft-Windows-WMI-Activity"
COMPUTERS = 5000
PAD = "y" * 40


def text_of(i):
    return (f"Start IWbemServices::ExecQuery - root\\ns{i % 5000} : select * from Win32_C{i} "
            f"where a='{i}{PAD}'")


def wmi(tag, **fields):
    body = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<UserData><{tag} xmlns='http://manifests.microsoft.com/win/2006/windows/WMI'>" \
           f"{body}</{tag}></UserData>"


def data(**fields):
    return "<EventData>" + "".join(f"<Data Name='{name}'>{value}</Data>"
                                   for name, value in fields.items()) + "</EventData>"


def failure(i):
    return 5858, WMI, WMI + "/Operational", wmi(
        "Operation_ClientFailure", Id="{00000000-0000-0000-0000-000000000000}",
        ClientMachine=f"M{i}", User=f"D\\u{i}{PAD}", ClientProcessId=4 * i, Component="Unknown",
        Operation=text_of(i), ResultCode=f"0x{0x80041001 + i % 60:08x}", PossibleCause="Unknown")


def start(i):
    return 11, WMI, WMI + "/Trace", wmi(
        "Operation_New", CorrelationId=f"{{{i:08x}-0000-0000-0000-67343241d901}}",
        GroupOperationId=i, OperationId=i, Operation=text_of(i), ClientMachine=f"M{i}",
        User=f"D\\u{i}{PAD}", ClientProcessId=4 * i, NamespaceName=f"\\\\.\\root\\ns{i % 5000}")


def success(i):
    """The stop of the operation that started before it."""
    return 13, WMI, WMI + "/Trace", wmi("Operation_Stop", OperationId=i - 1, ResultCode="0x0")


def failed_stop(i):
    return 13, WMI, WMI + "/Trace", wmi("Operation_Stop", OperationId=i - 1,
                                        ResultCode=f"0x{0x80041001 + i % 60:08x}")


def companion(i):
    event_id = (10016, 10028, 10036, 10010)[i % 4]
    return event_id, "Microsoft-Windows-DistributedCOM", "System", data(
        param1=f"p{i}{PAD}", param2="x", param3=PAD, param4=PAD)


def load(i):
    return 5857, WMI, WMI + "/Operational", wmi(
        "Operation_StartedOperational", ProviderName=f"P{i}", Code="0x0",
        HostProcess="wmiprvse.exe", ProcessID=2000 + i, ProviderPath=f"p{i}.dll")


def process(i):
    return 4688, "Microsoft-Windows-Security-Auditing", "Security", data(
        NewProcessId=hex(4 * i), NewProcessName=f"C:\\p{i}{PAD}.exe")


def service(i):
    return 7036, "Service Control Manager", "System", data(param1=f"Service {i}", param2="running")


def binding(i):
    return 5861, WMI, WMI + "/Operational", wmi(
        "Operation_ESStoConsumerBinding", Namespace="//./ROOT/Subscription", ESS=f"F{i}",
        CONSUMER=f'CommandLineEventConsumer="C{i}"', PossibleCause=f"x{i}" + PAD)


def one_of_many(i):
    """A failure of one of 9,000 kinds."""
    kind = i % 9000
    return 5858, WMI, WMI + "/Operational", wmi(
        "Operation_ClientFailure", Id="{00000000-0000-0000-0000-000000000000}",
        ClientMachine=f"M{i % 3000}", User=f"D\\u{i % 5000}{PAD}", ClientProcessId=4 * i,
        Component="Unknown", Operation=text_of(kind),
        ResultCode=f"0x{0x80041001 + kind % 60:08x}", PossibleCause="Unknown")


def long_names(i):
    """A failure of which each name and text is longer than what is kept of it."""
    long = f"{i}" + "z" * 300
    return 5858, WMI, WMI + "/Operational", wmi(
        "Operation_ClientFailure", Id="{00000000-0000-0000-0000-000000000000}",
        ClientMachine=f"M{long}", User=f"D\\u{long}", ClientProcessId=4 * i,
        Component="Unknown", ResultCode="0x80041010", PossibleCause="Unknown",
        Operation=f"Start IWbemServices::ExecQuery - root\\n{long} : select * from C{long} where "
                  f"a='{i}{'v' * 2500}'")


# What the time is filled with: kinds come in turn.
MIXTURES = {
    "failures, starts, companions, loads": (failure, failure, failure, failure, start, start,
                                            companion, load),
    "all kinds": (failure, failure, start, success, start, failed_stop, companion, load, process,
                  service, binding, failure),
    "what is kept for good": (start, success, process, load, service),
    "nine thousand kinds": (one_of_many, one_of_many, one_of_many, companion),
}
LONG = (long_names, load)


def put(path, count, kinds):
    with open(path, "w", encoding="utf-8") as file:
        file.write("<Events>\n")
        for i in range(count):
            event_id, provider, channel, body = kinds[i % len(kinds)](i + 1)
            time = START + timedelta(microseconds=i * 1000000 // PER_SECOND)
            file.write(
                f"<Event xmlns='{NAMESPACE}'><System><Provider Name='{provider}'/>"
                f"<EventID>{event_id}</EventID><TimeCreated SystemTime='"
                f"{time.strftime('%Y-%m-%dT%H:%M:%S.%f')}Z'/><EventRecordID>{i + 1}"
                f"</EventRecordID><Execution ProcessID='1204' ThreadID='8'/><Channel>{channel}"
                f"</Channel><Computer>WKS{i // len(kinds) % COMPUTERS}.fabrikam.example</Computer>"
                f"</System>{body}</Event>\n")
        file.write("</Events>\n")
