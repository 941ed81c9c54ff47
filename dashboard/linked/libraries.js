// Getting what the view is made of: libraries from this server, else from their public CDN;
// data from this server, else from the host itself. What cannot be had is said.

/** Resolve `path` against the page: a deployment may serve it below any folder. */
export function pageUrl(path) {
  return new URL(path, document.baseURI).href;
}

function loadScript(url, integrity) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    if (integrity) Object.assign(script, { integrity, crossOrigin: "anonymous" });
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

/**
 * Load the first of `urls` that defines the global `name`; one load per page. An entry is
 * an address, or {url, integrity} with the hash that its content must have.
 */
export function loadLibrary(name, urls) {
  if (window[name]) return Promise.resolve(window[name]);
  if (!pending.has(name)) {
    const attempt = (async () => {
      const failures = [];
      for (const entry of urls) {
        const { url, integrity } = typeof entry === "string" ? { url: entry } : entry;
        try {
          await loadScript(pageUrl(url), integrity);
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

/** What a server that does not hand out our assets makes of it: the host may send them. */
export class MissingAsset extends Error {}

const fetched = new Map();

/** The bytes at `path`, fetched once per page. */
export function loadBytes(path) {
  const url = pageUrl(path);
  if (!fetched.has(url)) {
    const attempt = fetch(url).then((answer) => {
      // Streamlit answers an address that it does not know with its own page.
      if (!answer.ok || answer.headers.get("content-type")?.startsWith("text/html")) {
        throw new MissingAsset(`${url} is not there`);
      }
      return answer.arrayBuffer();
    }).catch((error) => {
      throw error instanceof MissingAsset ? error : new MissingAsset(`could not load ${url}`);
    });
    attempt.catch(() => fetched.delete(url));
    fetched.set(url, attempt);
  }
  return fetched.get(url);
}

/** JSON out of bytes; what a host hands over as a value stays as it is. */
export function jsonOf(value) {
  return value instanceof ArrayBuffer ? JSON.parse(new TextDecoder().decode(value)) : value;
}
