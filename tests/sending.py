#!/usr/bin/env python3
"""The lines of README that send tickets, run as they stand there: curl is led to a server on this
machine by its own configuration, and the server looks at what comes.

usage: sending.py WMILOG        skipped (77) without curl, openssl or jq
"""
import base64
import http.server
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOG = "samples/connect-wmi-access-denied.xml"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TIMEOUT = 60
BEARER = 'header = "Authorization: Bearer s3cret"'
CONFIGS = {"jira.curl": 'user = "ops@example.com:s3cret"', "jira-dc.curl": BEARER,
           "servicenow.curl": BEARER, "zendesk.curl": BEARER, "github.curl": BEARER,
           "azure.curl": 'user = ":s3cret"',
           "teams.curl": 'url = "https://workflow.example.com/invoke?sig=s3cret"'}
VARIABLES = {"SITE": "contoso", "OWNER": "contoso", "REPO": "ops", "AREA": "Ops\\WMI",
             "PD_KEY": "s3cret"}
HOSTS = ("contoso.atlassian.net", "contoso.example.com", "contoso.service-now.com",
         "contoso.zendesk.com", "api.github.com", "dev.azure.com", "events.pagerduty.com",
         "workflow.example.com")
BASIC = {name: "Basic " + base64.b64encode(name.encode()).decode()
         for name in ("ops@example.com:s3cret", ":s3cret")}
TOKEN = "Bearer s3cret"
# Of each system: host, path, authorization, and what the payload has where.
EXPECTED = {
    "jira": ("contoso.atlassian.net", "/rest/api/3/issue", BASIC["ops@example.com:s3cret"],
             lambda p: p["fields"]["project"]["key"] == "OPS"
             and p["fields"]["description"]["type"] == "doc"),
    "jira-dc": ("contoso.example.com", "/rest/api/2/issue", TOKEN,
                lambda p: "h3. Cause" in p["fields"]["description"]),
    "servicenow": ("contoso.service-now.com", "/api/now/table/incident", TOKEN,
                   lambda p: p["assignment_group"] == "SYS_ID" and p["correlation_id"]),
    "servicenow-event": ("contoso.service-now.com", "/api/global/em/jsonv2", TOKEN,
                         lambda p: p["records"][0]["severity"] == "2"),
    "zendesk": ("contoso.zendesk.com", "/api/v2/tickets", TOKEN,
                lambda p: p["ticket"]["comment"]["public"] is False
                and p["ticket"]["requester"]["email"] == "ops@example.com"),
    "github": ("api.github.com", "/repos/contoso/ops/issues", TOKEN,
               lambda p: p["labels"][0] == "wmilog"),
    "azure-devops": ("dev.azure.com",
                     "/contoso/ops/_apis/wit/workitems/$Bug?api-version=7.1", BASIC[":s3cret"],
                     lambda p: p[-1] == {"op": "add", "path": "/fields/System.AreaPath",
                                         "value": "Ops\\WMI"}),
    "pagerduty": ("events.pagerduty.com", "/v2/enqueue", None,
                  lambda p: p["routing_key"] == "s3cret" and p["event_action"] == "trigger"),
    "teams": ("workflow.example.com", "/invoke?sig=s3cret", None,
              lambda p: p["attachments"][0]["content"]["type"] == "AdaptiveCard"),
}


class Handler(http.server.BaseHTTPRequestHandler):
    """Keeps what comes and takes all of it."""
    requests = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Handler.requests.append((self.headers["Host"].split(":")[0], self.path, self.headers, body))
        self.send_response(201)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        pass


def make_certificate(folder):
    path = os.path.join(folder, "server.pem")
    names = ",".join("DNS:" + host for host in HOSTS)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=test", "-addext", "subjectAltName=" + names, "-keyout", path,
                    "-out", path + ".crt"], check=True, capture_output=True, timeout=TIMEOUT)
    return path + ".crt", path


def start_server(folder):
    certificate, key = make_certificate(folder)
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(os.path.join(folder, ".curlrc"), "w", encoding="utf-8") as file:
        file.write(f'connect-to = "::127.0.0.1:{server.server_address[1]}"\n'
                   f'cacert = "{certificate}"\nnoproxy = "*"\n')
    for name, text in CONFIGS.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text + "\n")
    return server


def check_block(wmilog, folder, script):
    system = re.search(r"--for ([\w-]+)", script).group(1)
    host, path, authorization, is_right = EXPECTED[system]
    env = dict(os.environ, CURL_HOME=folder, LOG=os.path.join(ROOT, LOG), **VARIABLES)
    env["PATH"] = os.path.dirname(wmilog) + os.pathsep + env["PATH"]
    Handler.requests.clear()
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=folder, env=env,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT,
                          check=False)
    if done.returncode != 0:
        yield f"{system}: exit status {done.returncode}: {done.stderr.decode()[:500]}"
    if len(Handler.requests) != 1:
        yield f"{system}: {len(Handler.requests)} requests"
        return
    found_host, found_path, headers, body = Handler.requests[0]
    if (found_host, found_path, headers["Authorization"]) != (host, path, authorization):
        yield f"{system}: {found_host} {found_path} {headers['Authorization']}"
    if not is_right(json.loads(body)):
        yield f"{system}: another payload: {body[:300]}"
    if "json" not in headers["Content-Type"] and system != "github":
        yield f"{system}: sent as {headers['Content-Type']}"
    if system == "zendesk" and headers["Idempotency-Key"] != \
            json.loads(body)["ticket"]["external_id"]:
        yield "zendesk: no idempotency key"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    wmilog = os.path.abspath(sys.argv[1])
    if not all(map(shutil.which, ("curl", "openssl", "jq", "bash"))):
        sys.exit(77)
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        blocks = BLOCK.findall(file.read())
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        server = start_server(folder)
        for block in blocks:
            complaints += check_block(wmilog, folder, block)
        server.shutdown()
    systems = {re.search(r"--for ([\w-]+)", block).group(1) for block in blocks}
    complaints += [f"README does not send {system}" for system in sorted(set(EXPECTED) - systems)]
    for complaint in complaints:
        print(complaint)
    print(f"sending: {len(blocks)} blocks, {len(complaints)} complaints")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
