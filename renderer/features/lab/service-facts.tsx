import type { ReactNode } from 'react';
import type { CertificateView, ServiceDetail } from '#shared/contract/details.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatSize } from '../../ui/size.ts';
import { formatDay, formatDuration } from '../../ui/time.ts';
import { useNow } from '../../ui/use-now.ts';

/** What a service is and where: program, addresses, process, certificate. */
export function ServiceFacts({ detail }: { detail: ServiceDetail }) {
  const { startedAt, pid, memoryBytes } = detail;
  const now = useNow(1_000, startedAt !== undefined);
  return (
    <>
      <dl className="facts">
        <Fact name="Version">
          <code>{detail.version}</code>
        </Fact>
        {detail.addresses.map((address) => (
          <Fact key={address.name} name={address.name === 'api' ? 'Address' : `Address, ${address.name}`}>
            <Copied text={address.url} label={`Copy the ${address.name} address`} />
            {address.url.endsWith(address.peer) ? null : (
              <span className="fact-more">
                inside the lab <code>{address.peer}</code>
              </span>
            )}
          </Fact>
        ))}
        {startedAt === undefined ? null : (
          <Fact name="Runs for">
            {formatDuration(Math.max(0, now - Date.parse(startedAt)))}
            <span className="fact-more">since {formatDay(startedAt)}</span>
          </Fact>
        )}
        {pid === undefined ? null : (
          <Fact name="Process">
            <code>{pid}</code>
          </Fact>
        )}
        {memoryBytes === undefined ? null : <Fact name="Memory">{formatSize(memoryBytes)}</Fact>}
        {detail.program === '' ? null : (
          <Fact name="Program">
            <Copied text={[detail.program, ...detail.arguments].join(' ')} label="Copy the command line" />
          </Fact>
        )}
      </dl>
      {detail.certificate === undefined ? null : <Certificate certificate={detail.certificate} />}
    </>
  );
}

function Certificate({ certificate }: { certificate: CertificateView }) {
  return (
    <>
      <h3 className="facts-head">Certificate</h3>
      <dl className="facts">
        <Fact name="Valid for">
          <span className="fact-names">
            {certificate.names.map((name) => (
              <code key={name}>{name}</code>
            ))}
          </span>
        </Fact>
        <Fact name="Ends in">
          {certificate.daysLeft} d<span className="fact-more">on {formatDay(certificate.notAfter)}</span>
        </Fact>
        <Fact name="Issued by">{certificate.issuer}</Fact>
        <Fact name="SHA-256">
          <Copied text={certificate.fingerprint} label="Copy the fingerprint" />
        </Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Copied({ text, label }: { text: string; label: string }) {
  return (
    <span className="fact-copied">
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  );
}
