#!/usr/bin/env bash
# The lab on Docker by hand: `docker compose` with the same compose files and the same images as Sealab, and the
# bootstrap of the guides, one step after another. The baseline of `npm run bench:docker`. Ends as recipe.sh ends.
# Usage: compose.sh standalone|distributed COMPOSE_PROGRAM MC FOLDER FIRST_PORT   (images: VAULT_IMAGE, KES_IMAGE, MINIO_IMAGE)
set -euo pipefail
topology=$1 compose=$2 mc=$3 dir=$4 port=$5
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$dir"/{files,mc/certs/CAs} && cd "$dir"
export LAB_NAME="bench-compose-$port" LAB_FILES=$dir/files
export VAULT_PORT=$port KES_PORT=$((port + 2))
export MINIO_PORT=$((port + 11)) MINIO_CONSOLE_PORT=$((port + 21))
for i in 1 2 3 4; do export "MINIO${i}_PORT=$((port + 10 + i))" "MINIO${i}_CONSOLE_PORT=$((port + 20 + i))"; done
dc() { "$compose" -p "$LAB_NAME" -f "$here/compose/$topology/compose.yaml" "$@"; }
stop() { dc down -v -t 1 >/dev/null 2>&1 || true; }
trap stop EXIT

# 1. Certificates
cd files
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 1825 -subj '/CN=by hand' \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
printf 'subjectAltName=DNS:localhost,DNS:vault,DNS:kes,DNS:minio,DNS:minio1,DNS:minio2,DNS:minio3,DNS:minio4,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=CA:FALSE\n' > leaf.ext
for name in vault kes minio minio-client client; do
  openssl req -newkey rsa:2048 -nodes -keyout $name.key -out $name.csr -subj "/CN=$name" 2>/dev/null
  openssl x509 -req -in $name.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -extfile leaf.ext -out $name.crt 2>/dev/null
done
identity() { openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -r | cut -d' ' -f1; }
export KES_IDENTITY_MINIO=$(identity minio-client.crt) KES_IDENTITY_SEALAB=$(identity client.crt)
render() {
  python3 -c 'import os,re,sys; print(re.sub(r"\$\{(\w+)(?::-(.*?))?\}", lambda m: os.environ.get(m[1]) or m[2] or "", open(sys.argv[1]).read()))' \
    "$here/compose/services/$1" > "$1"
}
export MINIO_ROOT_USER=by-hand MINIO_ROOT_PASSWORD=0123456789abcdef0123456789abcdef KES_KEY_NAME=my-key
render vault.hcl; render minio.env; touch kes.yaml
chmod 644 ./*
cd ..

# 2. Vault
dc up -d vault >/dev/null 2>&1
v() { curl -sf --cacert files/ca.crt "https://127.0.0.1:$VAULT_PORT/v1/$1" "${@:2}"; }
until v sys/seal-status >/dev/null; do sleep 0.05; done

# 3. Initialise and unseal
v sys/init -X PUT -d '{"secret_shares":5,"secret_threshold":3}' > init.json
field() { python3 -c "import json,sys; d=json.load(open(sys.argv[1])); print($1)" "$2"; }
token=$(field 'd["root_token"]' init.json)
for i in 0 1 2; do v sys/unseal -X PUT -d "{\"key\":\"$(field "d['keys_base64'][$i]" init.json)\"}" >/dev/null; done
until v sys/health >/dev/null; do sleep 0.05; done

# 4. kv, AppRole, policy
h=(-H "X-Vault-Token: $token")
v sys/mounts/kv "${h[@]}" -d '{"type":"kv","options":{"version":"1"}}'
v sys/auth/approle "${h[@]}" -d '{"type":"approle"}'
v sys/policies/acl/kes "${h[@]}" -X PUT -d '{"policy":"path \"kv/*\" { capabilities = [\"create\",\"read\",\"list\",\"delete\"] }"}'
v auth/approle/role/kes "${h[@]}" -d '{"token_period":"5m","token_policies":"kes"}'
v auth/approle/role/kes/role-id "${h[@]}" > role.json
v auth/approle/role/kes/secret-id "${h[@]}" -X POST > secret.json

# 5. KES
export KES_ROLE_ID=$(field 'd["data"]["role_id"]' role.json) KES_SECRET_ID=$(field 'd["data"]["secret_id"]' secret.json)
(cd files && render kes.yaml && chmod 644 kes.yaml)
dc up -d --no-deps kes >/dev/null 2>&1
k() { curl -sf --cacert files/ca.crt --cert files/client.crt --key files/client.key "https://127.0.0.1:$KES_PORT/v1/$1" "${@:2}"; }
until k status >/dev/null; do sleep 0.05; done
k key/create/my-key -X PUT

# 6. MinIO
nodes=(minio); ports=("$MINIO_PORT")
if [ "$topology" = distributed ]; then nodes=(minio1 minio2 minio3 minio4); ports=("$MINIO1_PORT" "$MINIO2_PORT" "$MINIO3_PORT" "$MINIO4_PORT"); fi
dc up -d --no-deps "${nodes[@]}" >/dev/null 2>&1
for each in "${ports[@]}"; do
  until curl -sf --cacert files/ca.crt "https://127.0.0.1:$each/minio/health/cluster" >/dev/null; do sleep 0.05; done
done

# 7. Bucket, default encryption, write, read, compare, look
cp files/ca.crt mc/certs/CAs/
export MC_CONFIG_DIR=$dir/mc MC_HOST_lab="https://$MINIO_ROOT_USER:$MINIO_ROOT_PASSWORD@127.0.0.1:${ports[0]}"
"$mc" mb -q lab/enc >/dev/null
"$mc" encrypt set sse-s3 lab/enc >/dev/null
marker=$(openssl rand -hex 32)
yes "$marker" | head -c 1024 > small || true
yes "$marker" | head -c 2097152 > large || true
for object in small large; do
  "$mc" cp -q $object lab/enc/ >/dev/null
  "$mc" cat lab/enc/$object | cmp - $object
  "$mc" stat lab/enc/$object | grep -q SSE-S3
done
on_a_drive() { for node in "${nodes[@]}"; do docker cp "$(dc ps -q "$node"):/data" - | grep -aqF "$marker" && return 0; done; return 1; }
set +o pipefail
if on_a_drive; then echo 'plaintext found on a drive' >&2; exit 1; fi
"$mc" mb -q lab/plain >/dev/null
"$mc" cp -q large lab/plain/ >/dev/null
on_a_drive
"$mc" rm -q lab/plain/large >/dev/null
echo proven
