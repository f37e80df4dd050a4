import { expect, test } from 'vitest';
import { sumOfMetric } from './prometheus-text.ts';

const text = `# HELP minio_api_requests_total Total number of requests
# TYPE minio_api_requests_total counter
minio_api_requests_total{name="GetObject",server="127.0.0.1:9000",type="s3"} 7
minio_api_requests_total{name="odd } name",type="s3"} 1e+01
minio_api_requests_total_more{name="PutObject"} 100
kes_http_request_success{code="200"} 3 1732190000000
kes_system_up_time 12.5
`;

test('the samples of one metric are summed, whatever their labels', () => {
  expect(sumOfMetric(text, 'minio_api_requests_total')).toBe(17);
  expect(sumOfMetric(text, 'kes_system_up_time')).toBe(12.5);
});

test('a time stamp after the value is not the value', () => {
  expect(sumOfMetric(text, 'kes_http_request_success')).toBe(3);
});

test('a metric without a sample has no sum', () => {
  expect(sumOfMetric(text, 'kes_http_request_failure')).toBeUndefined();
  expect(sumOfMetric('', 'x')).toBeUndefined();
});
