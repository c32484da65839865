// Lets forms take the answer of a security key or passkey. Everything else on these pages works without it: a field "key"
// (see key_fields.html) is answered when the code is left empty, a field "credential" registers a new key.
'use strict';
(() => {
    if (!window.PublicKeyCredential) return;

    const toBytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
        .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    const longest = 300000;

    async function answer(data) {
        const got = await navigator.credentials.get({ publicKey: {
            challenge: toBytes(data.challenge),
            rpId: data.party,
            allowCredentials: data.keys.split(' ').map((id) => ({ type: 'public-key', id: toBytes(id) })),
            userVerification: 'required',
            timeout: longest,
        } });
        return {
            id: toText(got.rawId),
            client_data: toText(got.response.clientDataJSON),
            authenticator_data: toText(got.response.authenticatorData),
            signature: toText(got.response.signature),
        };
    }

    async function register(data) {
        const made = await navigator.credentials.create({ publicKey: {
            challenge: toBytes(data.challenge),
            rp: { id: data.party, name: data.site },
            user: { id: toBytes(data.user), name: data.person, displayName: data.person },
            pubKeyCredParams: data.algorithms.split(' ').map((alg) => ({ type: 'public-key', alg: Number(alg) })),
            excludeCredentials: data.keys.split(' ').filter(Boolean).map((id) => ({ type: 'public-key', id: toBytes(id) })),
            authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
            attestation: 'none',
            timeout: longest,
        } });
        return { client_data: toText(made.response.clientDataJSON), attestation: toText(made.response.attestationObject) };
    }

    function attach(field, ceremony) {
        const { form } = field;
        const problem = form.querySelector('[data-key-problem]');
        for (const button of form.querySelectorAll('[data-key-button]')) button.hidden = false;
        form.addEventListener('submit', async (event) => {
            const code = form.elements.namedItem('code');
            if (field.value || code?.value.trim()) return;
            event.preventDefault();
            problem.hidden = true;
            try {
                field.value = JSON.stringify(await ceremony(field.dataset));
                form.requestSubmit(event.submitter);
            } catch {
                problem.hidden = false; // cancelled, timed out, or no key at hand: the page says what to do
            }
        });
    }

    for (const field of document.querySelectorAll('input[name=key][data-challenge]')) attach(field, answer);
    for (const field of document.querySelectorAll('input[name=credential]')) attach(field, register);
})();
