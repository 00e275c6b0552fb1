"""An analyst with clickhouse-connect: <host> <port> <user> <password>. Prints what he sees, a line each."""

import sys
from decimal import Decimal

import clickhouse_connect
from clickhouse_connect.driver.exceptions import DatabaseError

host, port, user, password = sys.argv[1:]
client = clickhouse_connect.get_client(
    host=host, port=int(port), username=user, password=password, database="pulse", compress=False
)
rows = client.query(
    "SELECT symbol, close, at, note, tags, shares FROM typed WHERE close >= {least:Decimal(18, 4)} ORDER BY symbol",
    parameters={"least": Decimal("1.5")},
)
for symbol, close, at, note, tags, shares in rows.result_rows:
    print("|".join([symbol, str(close), at.isoformat(), str(note), str(tags), str(shares)]))


def tried(sql):
    try:
        client.command(sql)
        print("done")
    except DatabaseError as failure:
        print("error " + str(failure).split("code: ")[-1].split(",")[0].split(" ")[0].rstrip("."))


tried("SELECT nothing FROM typed")
tried("SELECT file('/etc/hostname')")
tried("INSERT INTO typed (symbol, close, at) VALUES ('X', 9, '2026-01-05 01:30:00')")
