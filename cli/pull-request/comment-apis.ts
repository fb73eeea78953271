import type { CommentApi } from "./comments";

/** Where a pull request is, and with what its host is asked. */
export interface Access {
  readonly api: string;
  readonly token: string;
  /** `owner/name`; of GitLab also the project's number. */
  readonly repository: string;
  readonly number: number;
}

/** Comments of a pull request on GitHub: https://docs.github.com/en/rest/issues/comments. */
export function githubComments({ api, token, repository, number }: Access): CommentApi {
  return {
    api,
    headers: { accept: "application/vnd.github+json", authorization: `Bearer ${token}` },
    comments: `/repos/${repository}/issues/${number}/comments`,
    comment: (id) => `/repos/${repository}/issues/comments/${id}`,
    updateBy: "PATCH",
    page: (page, size) => `per_page=${size}&page=${page}`,
    read: (answer) => (answer as { id: number; body?: string | null }[]).map(noted),
    body: (body) => ({ body }),
    right: "the job needs the permission pull-requests: write",
  };
}

/** Notes of a merge request on GitLab: https://docs.gitlab.com/api/notes/. */
export function gitlabNotes({ api, token, repository, number }: Access): CommentApi {
  const comments = `/projects/${encodeURIComponent(repository)}/merge_requests/${number}/notes`;
  return {
    api,
    headers: { "private-token": token },
    comments,
    comment: (id) => `${comments}/${id}`,
    updateBy: "PUT",
    page: (page, size) => `per_page=${size}&page=${page}`,
    read: (answer) => (answer as { id: number; body?: string | null }[]).map(noted),
    body: (body) => ({ body }),
    right: "the token needs the scope api, and the role Reporter in the project",
  };
}

/** Comments of a pull request on Bitbucket Cloud: its REST API 2.0, group Pullrequests. */
export function bitbucketComments({ api, token, repository, number }: Access): CommentApi {
  const comments = `/repositories/${repository}/pullrequests/${number}/comments`;
  return {
    api,
    headers: { authorization: `Bearer ${token}` },
    comments,
    comment: (id) => `${comments}/${id}`,
    updateBy: "PUT",
    page: (page, size) => `pagelen=${size}&page=${page}`,
    // One that was deleted stays in the list.
    read: (answer) =>
      (answer as { values: { id: number; deleted?: boolean; content?: { raw?: string } }[] }).values.map(
        ({ id, deleted, content }) => ({ id, text: deleted === true ? undefined : content?.raw }),
      ),
    body: (raw) => ({ content: { raw } }),
    right: "the access token needs the permission Pull requests: Write",
  };
}

function noted({ id, body }: { readonly id: number; readonly body?: string | null }) {
  return { id, text: body ?? undefined };
}
