import { queryOptions } from '@tanstack/react-query';
import type { SearchResults } from '../../../src/api/result-schemas.ts';
import { request } from '../api/request.ts';

/** @param words at least one character: nothing is not searched for */
export function searchQuery(words: string) {
  const path = `/search?${new URLSearchParams({ q: words })}`;
  return queryOptions({
    queryKey: [path],
    queryFn: ({ signal }) => request<SearchResults>({ path, signal }),
    enabled: words !== '',
    refetchInterval: false,
    retry: false,
    placeholderData: (before) => (words === '' ? undefined : before),
  });
}
