/** Calls of the phone page's server. */

async function answer(response) {
    const data = await response.json();
    if (!response.ok) {
        throw new Error(data.error || response.statusText);
    }
    return data;
}

export async function get(path, parameters = {}) {
    const query = new URLSearchParams(parameters);
    return answer(await fetch(`/phone/${path}?${query}`));
}

export async function post(path, values) {
    const body = JSON.stringify(values);
    const headers = {"Content-Type": "application/json"};
    return answer(await fetch(`/phone/${path}`, {method: "POST", headers, body}));
}

/** A message; with a File, as a form. */
export async function send(values, file) {
    if (!file) {
        return post("send", values);
    }
    const form = new FormData();
    for (const [name, value] of Object.entries(values)) {
        if (value !== undefined && value !== null) {
            form.append(
                name,
                typeof value === "object" ? JSON.stringify(value) : value
            );
        }
    }
    form.append("file", file, file.name);
    return answer(await fetch("/phone/send", {method: "POST", body: form}));
}
