"""Keeps the ladder in SQLite, every record exactly once: python examples/store_ladder.py ladder.db"""
import io, json, os, signal, sqlite3, sys, urllib.request
from functools import cache
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, TopicPartition
from fastavro import parse_schema, schemaless_reader

TOPIC = os.environ.get("KAFKA_TOPIC_PREFIX", "") + "sentiment.ladder"
COLUMNS = ["epoch", "revision", "deleted", "tradeDate", "tier", "boards", "base", "promoted"]

@cache
def schema(schema_id):
    with urllib.request.urlopen(f"{os.environ['SCHEMA_REGISTRY_URL']}/schemas/ids/{schema_id}") as response:
        return parse_schema(json.loads(json.load(response)["schema"]))

signal.signal(signal.SIGINT, lambda *_: exit(0))
database = sqlite3.connect(sys.argv[1])
database.executescript(f"""
    CREATE TABLE IF NOT EXISTS ladder (key PRIMARY KEY, {", ".join(COLUMNS)});
    CREATE TABLE IF NOT EXISTS positions (partition PRIMARY KEY, next);""")
stored = dict(database.execute("SELECT partition, next FROM positions"))
consumer = Consumer({"bootstrap.servers": os.environ["KAFKA_BROKERS"], "isolation.level": "read_committed",
                     "group.id": "store-ladder", "enable.auto.commit": False})
partitions = consumer.list_topics(TOPIC, 10).topics[TOPIC].partitions
consumer.assign([TopicPartition(TOPIC, number, stored.get(number, OFFSET_BEGINNING)) for number in partitions])
while True:
    messages = consumer.consume(500, 0.5)
    with database:  # One transaction: rows and the position behind them, or neither.
        for message in messages:
            if message.error(): raise KafkaException(message.error())
            database.execute("REPLACE INTO positions VALUES (?, ?)", (message.partition(), message.offset() + 1))
            key, value = message.key().decode(), message.value()
            if key.startswith("~control/") or value is None: continue
            tier = schemaless_reader(io.BytesIO(value[5:]), schema(int.from_bytes(value[1:5], "big")))
            newest = database.execute("SELECT epoch, revision FROM ladder WHERE key = ?", (key,)).fetchone()
            if newest and (tier["epoch"], tier["revision"]) < newest: continue
            row = (key, *(tier[name] for name in COLUMNS))
            database.execute(f"REPLACE INTO ladder VALUES ({', '.join('?' * len(row))})", row)
