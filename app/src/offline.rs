//! What is shown when the server cannot be reached. The device's worker keeps it, so it holds nothing of anybody's and
//! loads nothing but what the worker keeps with it.

use domain::{Lang, brand::Brand, say::push as words};
use leptos::prelude::*;
use leptos_meta::HashedStylesheet;

/// The whole page in a brand's name. Its addresses are its own: *again* is the page that was asked for.
pub fn offline(options: &LeptosOptions, brand: &Brand, lang: Lang) -> String {
    let (options, brand) = (options.clone(), brand.clone());
    Owner::new().with(|| {
        view! {
            <!DOCTYPE html>
            <html lang=lang.tag()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta name="theme-color" content=brand.colour/>
                    <meta name="robots" content="noindex"/>
                    <link rel="icon" type="image/svg+xml" href="/icon.svg"/>
                    <title>{words::offline_title(lang)} " · " {brand.name.clone()}</title>
                    <HashedStylesheet options/>
                    <link rel="stylesheet" href="/brand.css"/>
                </head>
                <body>
                    <main class="gate">
                        <div class="gate-form">
                            <span class="brand"><img src="/icon.svg" alt="" width="32" height="32"/> {brand.name}</span>
                            <div class="middle">
                                <h1>{words::offline_title(lang)}</h1>
                                <p class="lead">{words::offline_text(lang)}</p>
                                <p><a class="button primary" href="">{words::offline_again(lang)}</a></p>
                            </div>
                        </div>
                        <div class="gate-art" aria-hidden="true"></div>
                    </main>
                </body>
            </html>
        }
        .to_html()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_brands_and_loads_only_what_is_kept_with_it() {
        let brand = Brand {
            id: "default".parse().expect("an id"),
            name: "Auto <Lijn>".to_owned(),
            logo: Some("/brands/lijn.svg".to_owned()),
            colour: "#123456".to_owned(),
            support_mail: "help@lijn.example".to_owned(),
        };
        let options = LeptosOptions::builder().output_name("forecourt").build();
        let html = offline(&options, &brand, Lang::En);
        assert!(html.starts_with("<!DOCTYPE html>"), "{html}");
        assert!(html.contains("Auto &lt;Lijn&gt;"), "{html}");
        assert!(html.contains("href=\"/pkg/forecourt.css\""), "{html}");
        // A page that loads itself anew would cut off whoever has it read aloud.
        for nothing in ["<script", "lijn.svg", "help@", " style", "http-equiv"] {
            assert!(!html.contains(nothing), "{nothing}: {html}");
        }
    }
}
