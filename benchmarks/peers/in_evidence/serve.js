// Serves the built site on a loopback port (the last argument) as a static host would: compressed, and what has a hash in its name kept for good.
// Each file is read and compressed once, so that a visit does not wait for that.
import {readFileSync, statSync} from "node:fs";
import {createServer} from "node:http";
import {extname, join, normalize} from "node:path";
import {gzipSync} from "node:zlib";

const site = join(import.meta.dirname, "build");
const types = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm",
    ".svg": "image/svg+xml", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json"};
const ready = new Map();

function found(path) {
    let file = join(site, normalize(path));
    if (statSync(file, {throwIfNoEntry: false})?.isDirectory()) file = join(file, "index.html");
    if (!statSync(file, {throwIfNoEntry: false})) return null;
    const plain = [".woff", ".woff2", ".png"].includes(extname(file));
    const body = plain ? readFileSync(file) : gzipSync(readFileSync(file));
    return {body, headers: {"content-type": types[extname(file)] ?? "application/octet-stream", "content-length": body.length,
        "cache-control": path.includes("/immutable/") ? "public, max-age=31536000, immutable" : "no-cache", ...(plain ? {} : {"content-encoding": "gzip"})}};
}

createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    if (!ready.has(path)) ready.set(path, found(path));
    const file = ready.get(path);
    if (file) response.writeHead(200, file.headers).end(file.body);
    else response.writeHead(404).end("There is none.");  // of an empty answer Chromium makes an error of its own
}).listen(Number(process.argv.at(-1)), "127.0.0.1");
