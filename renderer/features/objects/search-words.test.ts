import { expect, test } from 'vitest';
import { drivesWith, searchedWords } from './search-words.ts';

test('a drive counts once, however often the text is on it', () => {
  const file = { path: 'a/xl.meta', sizeBytes: 9 };
  const found = {
    needle: 'text',
    files: [
      { ...file, drive: 'minio1', offsets: [1, 2] },
      { ...file, drive: 'minio1', path: 'a/part.1', offsets: [3] },
      { ...file, drive: 'minio2', offsets: [] },
    ],
    searched: { drives: 2, files: 3, sizeBytes: 27 },
    notSearched: [],
  };
  expect(drivesWith(found)).toBe(1);
});

test('what was searched is told in drives, files and bytes', () => {
  expect(searchedWords({ drives: 4, files: 8, sizeBytes: 2_098_112 })).toBe(
    'Searched 4 drives, 8 files, 2,098,112 B',
  );
  expect(searchedWords({ drives: 1, files: 1, sizeBytes: 700 })).toBe('Searched 1 drive, 1 file, 700 B');
});
