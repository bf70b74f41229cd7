// Plays Meta's JavaScript SDK: FB.init, FB.login and FB.getLoginStatus, nothing more.
// It adds no element and no style to the page, so it lives under the same policy as the real one.
(() => {
  'use strict';
  const source = new URL(document.currentScript.src);
  const home = source.origin;
  let settings = null;
  let pending = null; // the one popup under way

  const unknown = () => ({ authResponse: null, status: 'unknown' });

  const answer = (response) => {
    if (!pending) return;
    const { callback, watch } = pending;
    pending = null;
    clearInterval(watch);
    callback(response);
  };

  // The popup speaks to the SDK in query strings, on the same channel as its messages to the page.
  window.addEventListener('message', (event) => {
    if (event.origin !== home || typeof event.data !== 'string' || !event.data.startsWith('fb_login=')) return;
    const said = new URLSearchParams(event.data);
    if (said.get('status') !== 'connected') return answer(unknown());
    answer({
      authResponse: { userID: null, expiresIn: null, code: said.get('code') },
      status: 'connected',
    });
  });

  const login = (callback, options = {}) => {
    if (typeof callback === 'function' && callback.constructor.name === 'AsyncFunction') {
      throw new TypeError('Expression is of type asyncfunction, not function');
    }
    if (!settings) {
      console.error('FB.login() called before FB.init().');
      return;
    }
    const query = new URLSearchParams({
      app_id: String(settings.appId ?? ''),
      config_id: String(options.config_id ?? ''),
      response_type: String(options.response_type ?? 'token'),
      extras: JSON.stringify(options.extras ?? {}),
      version: String(settings.version ?? ''),
      origin: location.origin,
    });
    const step = source.searchParams.get('step');
    if (step) query.set('cancel_at', step);
    const left = Math.max(0, Math.round(window.screenX + (window.outerWidth - 600) / 2));
    const features = `popup=yes,width=600,height=780,left=${left},top=${window.screenY + 40}`;
    const popup = window.open(`${home}/meta/dialog?${query}`, '_blank', features);
    if (!popup) return; // blocked: nobody answers, as with the real one
    let quiet = 0;
    const watch = setInterval(() => {
      // A message sent just before the window closed may still be under way.
      if (popup.closed && ++quiet > 3) answer(unknown());
    }, 150);
    pending = { callback: callback ?? (() => {}), watch };
  };

  window.FB = {
    init: (given) => {
      settings = { ...given };
    },
    login,
    getLoginStatus: (callback) => setTimeout(() => callback(unknown()), 0),
    AppEvents: { logPageView: () => {} },
  };

  if (typeof window.fbAsyncInit === 'function') window.fbAsyncInit();
})();
