#!/usr/bin/env bash
# The lab by hand: what the guides do, one step after another, with the same programs and the same kind of keys
# (RSA 2048) as Sealab. The baseline of `npm run bench:up`. It skips no check that the guides make: it ends when an
# encrypted object was read back and compared, and the drives were searched.
# Usage: recipe.sh standalone|distributed BINARIES FOLDER FIRST_PORT
set -euo pipefail
topology=$1 bin=$2 dir=$3 port=$4
vault_port=$port cluster_port=$((port + 1)) kes_port=$((port + 2)) minio_port=$((port + 10))
mkdir -p "$dir"/{certs/CAs,vault,mc/certs/CAs} && cd "$dir"
pids=()
stop() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; }
trap stop EXIT

# 1. Certificates
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 1825 -subj '/CN=by hand' \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=CA:FALSE\n' > leaf.ext
for name in vault kes minio minio-client client; do
  openssl req -newkey rsa:2048 -nodes -keyout $name.key -out $name.csr -subj "/CN=$name" 2>/dev/null
  openssl x509 -req -in $name.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -extfile leaf.ext -out $name.crt 2>/dev/null
done
identity() { openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -r | cut -d' ' -f1; }

# 2. Vault
cat > vault.hcl <<EOF
storage "raft" {
  path = "$dir/vault"
  node_id = "vault"
  performance_multiplier = 1
}
listener "tcp" {
  address = "127.0.0.1:$vault_port"
  cluster_address = "127.0.0.1:$cluster_port"
  tls_cert_file = "$dir/vault.crt"
  tls_key_file = "$dir/vault.key"
}
api_addr = "https://127.0.0.1:$vault_port"
cluster_addr = "https://127.0.0.1:$cluster_port"
disable_mlock = true
EOF
"$bin/vault" server -config=vault.hcl > vault.log 2>&1 & pids+=($!)
v() { curl -sf --cacert ca.crt "https://127.0.0.1:$vault_port/v1/$1" "${@:2}"; }
until v sys/seal-status > /dev/null; do sleep 0.05; done

# 3. Initialise and unseal
v sys/init -X PUT -d '{"secret_shares":5,"secret_threshold":3}' > init.json
field() { python3 -c "import json,sys; d=json.load(open(sys.argv[1])); print($1)" "$2"; }
token=$(field 'd["root_token"]' init.json)
for i in 0 1 2; do v sys/unseal -X PUT -d "{\"key\":\"$(field "d['keys_base64'][$i]" init.json)\"}" > /dev/null; done
until v sys/health > /dev/null; do sleep 0.05; done

# 4. kv, AppRole, policy
h=(-H "X-Vault-Token: $token")
v sys/mounts/kv "${h[@]}" -d '{"type":"kv","options":{"version":"1"}}'
v sys/auth/approle "${h[@]}" -d '{"type":"approle"}'
v sys/policies/acl/kes "${h[@]}" -X PUT -d '{"policy":"path \"kv/*\" { capabilities = [\"create\",\"read\",\"list\",\"delete\"] }"}'
v auth/approle/role/kes "${h[@]}" -d '{"token_period":"5m","token_policies":"kes"}'
v auth/approle/role/kes/role-id "${h[@]}" > role.json
v auth/approle/role/kes/secret-id "${h[@]}" -X POST > secret.json

# 5. KES
cat > kes.yaml <<EOF
address: 127.0.0.1:$kes_port
admin: { identity: disabled }
tls: { key: $dir/kes.key, cert: $dir/kes.crt }
policy:
  all:
    allow: [/v1/key/create/*, /v1/key/generate/*, /v1/key/decrypt/*, /v1/key/describe/*, /v1/key/list/*, /v1/status, /v1/ready, /v1/api]
    identities: [$(identity minio-client.crt), $(identity client.crt)]
cache: { expiry: { any: 5m0s, unused: 20s, offline: 10s } }
keystore:
  vault:
    endpoint: https://127.0.0.1:$vault_port
    engine: kv
    version: v1
    approle: { id: $(field 'd["data"]["role_id"]' role.json), secret: $(field 'd["data"]["secret_id"]' secret.json) }
    tls: { ca: $dir/ca.crt }
    status: { ping: 10s }
EOF
"$bin/kes" server --config kes.yaml > kes.log 2>&1 & pids+=($!)
k() { curl -sf --cacert ca.crt --cert client.crt --key client.key "https://127.0.0.1:$kes_port/v1/$1" "${@:2}"; }
until k status > /dev/null; do sleep 0.05; done
k key/create/my-key -X PUT

# 6. MinIO
cp minio.crt certs/public.crt; cp minio.key certs/private.key; cp ca.crt certs/CAs/; cp ca.crt mc/certs/CAs/
export MINIO_ROOT_USER=by-hand MINIO_ROOT_PASSWORD=0123456789abcdef0123456789abcdef MINIO_UPDATE=off MINIO_CI_CD=1
export MINIO_KMS_KES_ENDPOINT=https://127.0.0.1:$kes_port MINIO_KMS_KES_CERT_FILE=$dir/minio-client.crt MINIO_KMS_KES_KEY_FILE=$dir/minio-client.key
export MINIO_KMS_KES_CAPATH=$dir/ca.crt MINIO_KMS_KES_KEY_NAME=my-key
nodes=1; [ "$topology" = distributed ] && nodes=4
drives=()
for i in $(seq $nodes); do
  if [ $nodes = 1 ]; then drives+=("$dir/drive1"); else drives+=("https://127.0.0.1:$((minio_port + i))$dir/drive$i"); fi
done
for i in $(seq $nodes); do
  _MINIO_SERVER_LOCAL=127.0.0.1:$((minio_port + i)) "$bin/minio" server --address "127.0.0.1:$((minio_port + i))" \
    --console-address "127.0.0.1:$((minio_port + 10 + i))" --certs-dir "$dir/certs" "${drives[@]}" > "minio$i.log" 2>&1 & pids+=($!)
done
for i in $(seq $nodes); do
  until curl -sf --cacert ca.crt "https://127.0.0.1:$((minio_port + i))/minio/health/cluster" > /dev/null; do sleep 0.05; done
done

# 7. Bucket, default encryption, write, read, compare, look
export MC_CONFIG_DIR=$dir/mc MC_HOST_lab="https://$MINIO_ROOT_USER:$MINIO_ROOT_PASSWORD@127.0.0.1:$((minio_port + 1))"
"$bin/mc" mb -q lab/enc > /dev/null
"$bin/mc" encrypt set sse-s3 lab/enc > /dev/null
marker=$(openssl rand -hex 32)
yes "$marker" | head -c 1024 > small || true
yes "$marker" | head -c 2097152 > large || true
for object in small large; do
  "$bin/mc" cp -q $object lab/enc/ > /dev/null
  "$bin/mc" cat lab/enc/$object | cmp - $object
  "$bin/mc" stat lab/enc/$object | grep -q SSE-S3
done
if grep -rqF "$marker" "$dir"/drive*; then echo "plaintext found on a drive" >&2; exit 1; fi
"$bin/mc" mb -q lab/plain > /dev/null
"$bin/mc" cp -q large lab/plain/ > /dev/null
grep -rqF "$marker" "$dir"/drive*
"$bin/mc" rm -q lab/plain/large > /dev/null
echo proven
