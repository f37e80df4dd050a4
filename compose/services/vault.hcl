# The Vault server of a lab. Values in ${…} are filled in when the lab starts.

# Integrated storage (raft), what HashiCorp recommends. Everything in it is encrypted by Vault's barrier.
storage "raft" {
  path    = "${VAULT_DATA:-/data}"
  node_id = "vault"

  # A single node has nobody to wait for: without this line its first election takes 7 s instead of 2.
  performance_multiplier = 1
}

listener "tcp" {
  address         = "${VAULT_LISTEN:-0.0.0.0:8200}"
  cluster_address = "${VAULT_CLUSTER_LISTEN:-0.0.0.0:8201}"
  tls_cert_file   = "${VAULT_FILES:-/etc/sealab}/vault.crt"
  tls_key_file    = "${VAULT_FILES:-/etc/sealab}/vault.key"
}

api_addr     = "https://${VAULT_PEER:-vault:8200}"
cluster_addr = "https://${VAULT_CLUSTER_PEER:-vault:8201}"

# A lab runs without the right to lock memory. A production Vault locks it, or runs on a machine without swap.
disable_mlock = true
ui            = false
