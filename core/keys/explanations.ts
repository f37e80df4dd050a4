import type { KeyNodeKind } from '#shared/contract/keys.ts';

/** What a kind of key is called elsewhere, and what it is for, in plain sentences. */
export const EXPLANATIONS: Readonly<
  Record<KeyNodeKind, { readonly aliases: readonly string[]; readonly explanation: string }>
> = {
  share: {
    aliases: ['unseal key', 'Shamir share', 'key part'],
    explanation:
      'A part of the key that opens Vault’s root key. Enough parts together give that key; fewer tell nothing about it. In production each part belongs to another person. In this lab Sealab keeps them all.',
  },
  'root-key': {
    aliases: ['Vault master key', 'barrier key'],
    explanation:
      'Opens Vault’s keyring. On Vault’s disk it is encrypted with the key that the shares give; in clear it is in Vault’s memory only, from unsealing to sealing.',
  },
  keyring: {
    aliases: ['barrier keys', 'encryption keys'],
    explanation:
      'The keys with which Vault encrypts everything on its disk. A rotation adds a key, a new term. Older terms stay, so that older entries can be read.',
  },
  'kv-entry': {
    aliases: ['secret', 'KMS key at rest'],
    explanation:
      'The KES key at rest: an entry in Vault’s kv, encrypted on Vault’s disk by the keyring. KES reads it when the key is not in its cache. Whoever can read this entry has the key.',
  },
  'kes-key': {
    aliases: ['master key', 'KMS key', 'CMK', 'EK'],
    explanation:
      'Makes and opens data keys, one for each object. MinIO names it and never gets it; KES holds it in memory only. “EK” means two keys: some guides call this one so, MinIO’s own means the data key. Sealab says KES key and data key.',
  },
  bucket: {
    aliases: ['default encryption', 'auto-encryption'],
    explanation:
      'What MinIO does with a new object whose request asks for no encryption. A change concerns new objects only; those that are there stay as they are.',
  },
  objects: {
    aliases: ['ciphertext'],
    explanation:
      'The data of this bucket. Each encrypted object has an object key of its own, stored beside it, sealed by its data key, which is stored too, encrypted by the KES key.',
  },
};
