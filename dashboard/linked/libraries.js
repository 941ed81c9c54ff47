// Getting the two libraries: from this server, else from their public CDN, else say why.

/** Resolve `path` against the page: a deployment may serve it below any folder. */
export function pageUrl(path) {
  return new URL(path, document.baseURI).href;
}

function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.async = true;
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      reject(new Error(`could not load ${url}`));
    };
    document.head.append(script);
  });
}

const pending = new Map();

/** Load the first of `urls` that defines the global `name`; one load per page. */
export function loadLibrary(name, urls) {
  if (window[name]) return Promise.resolve(window[name]);
  if (!pending.has(name)) {
    const attempt = (async () => {
      const failures = [];
      for (const url of urls) {
        try {
          await loadScript(pageUrl(url));
          if (window[name]) return window[name];
          failures.push(`${url} does not define ${name}`);
        } catch (error) {
          failures.push(error.message);
        }
      }
      throw new Error(failures.join("; "));
    })();
    // A later view may try again, when the network is back.
    attempt.catch(() => pending.delete(name));
    pending.set(name, attempt);
  }
  return pending.get(name);
}

const fetched = new Map();

/** Fetch JSON once per page. */
export function loadJson(path) {
  const url = pageUrl(path);
  if (!fetched.has(url)) {
    const attempt = fetch(url).then((answer) => {
      if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
      return answer.json();
    });
    attempt.catch(() => fetched.delete(url));
    fetched.set(url, attempt);
  }
  return fetched.get(url);
}
