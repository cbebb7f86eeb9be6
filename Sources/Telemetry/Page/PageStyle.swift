// Why this file exists: the page looks the same everywhere because it brings its own style and fetches nothing.

/// How the page looks.
enum PageStyle {
    /// SHA-256 of `text`, in base 64, as the content security policy names it.
    static let digest = "VRr/WMm2aOqohpxdPdWvoStvFAf6WmlRPEVeCJA03Jw="

    /// A mark for the window: a hull under three lines.
    static let icon: StaticString = """
        data:image/svg+xml;base64,\
        PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAxNiAxNiI+PGcgZmlsbD0ibm9u\
        ZSIgc3Ryb2tlPSIjM2I4MmUwIiBzdHJva2Utd2lkdGg9IjEuNiIgc3Ryb2tlLWxpbmVjYXA9InJvdW5kIiBzdHJva2UtbGlu\
        ZWpvaW49InJvdW5kIj48cGF0aCBkPSJNNCAyLjVoOE00IDUuNWg4TTQgOC41aDUiLz48cGF0aCBkPSJNMS41IDExLjVoMTNs\
        LTIgM2gtOXoiIGZpbGw9IiMzYjgyZTAiLz48L2c+PC9zdmc+
        """

    /// CSS for browsers of 2023 and later. Colours are named by what they say; text has a contrast of 4.5 and more
    /// (WCAG 2.2, 1.4.3) to every ground it stands on.
    static let text: StaticString = """
        :root{color-scheme:light dark;--ground:#f5f6f7;--surface:#ffffff;--text:#1a1d21;--muted:#59626d;\
        --line:#dfe2e6;--edge:#c8cdd3;--accent:#1d5bb8;--area:#dce8f8;--good:#146c3c;--busy:#1d5bb8;\
        --warn:#875200;--bad:#b0241c;--wash:#fcebea}
        @media (prefers-color-scheme:dark){:root{--ground:#111316;--surface:#191c20;--text:#e3e5e8;\
        --muted:#9aa2ac;--line:#2b3036;--edge:#434a53;--accent:#82adf5;--area:#20304a;--good:#65c98f;\
        --busy:#82adf5;--warn:#e6b25c;--bad:#fb8d83;--wash:#351d1c}}
        *{box-sizing:border-box}
        html{font:87.5%/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;\
        -webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:3.5rem}
        body{margin:0;background:var(--ground);color:var(--text);font-variant-numeric:tabular-nums;\
        overflow-wrap:anywhere}
        h1,h2,h3,p,ul,ol,dl,dd{margin:0;padding:0}
        h1,h2,h3{font-size:1rem;font-weight:600}
        a{color:var(--accent)}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
        small,.note,.remark,caption,.fields,.facts>span,time{font-size:.8571rem}
        small,.note,.remark,caption,.none,.facts,.product,footer{color:var(--muted)}
        small{font-weight:400}
        code,pre,.identifier,.path,.fields,.message{\
        font-family:ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.8929rem}
        .identifier,.path,.message,.fields>span,th,td,li{unicode-bidi:isolate}
        .skip{position:absolute;left:-100rem}
        .skip:focus{left:.5rem;top:.5rem;z-index:3;padding:.25rem .5rem;background:var(--surface)}
        header{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1rem;\
        padding:.6rem max(1rem,calc(50vw - 41rem));background:var(--surface);border-bottom:1px solid var(--edge)}
        h1 .product{font-weight:400;margin-right:.35rem}
        header .state{font-weight:600}
        header nav{display:flex;gap:.9rem;margin-left:auto}
        header nav a{color:var(--muted);text-decoration:none}
        header nav a:hover{color:var(--text);text-decoration:underline}
        header .facts{display:flex;gap:.9rem}
        main,footer,#configuration{max-width:84rem;margin:0 auto;padding:0 1rem}
        main>section,#configuration{margin-top:1rem}
        main>section:not(#activity,.reasons),#configuration>details{background:var(--surface);\
        border:1px solid var(--line);border-radius:6px}
        section>h2{padding:.6rem .9rem .5rem}
        h2 small{margin-left:.35rem}
        h3{padding:.6rem .9rem .25rem;font-size:.8571rem;font-weight:400;color:var(--muted)}
        .remark{padding:.1rem .9rem .7rem}
        .reasons{border:1px solid var(--bad);border-left-width:4px;border-radius:6px;background:var(--wash);\
        padding:.5rem .9rem}
        .reasons ul{list-style:none}
        .reasons li+li{margin-top:.2rem}
        .state{white-space:nowrap;color:var(--muted)}
        .state::before{content:"";display:inline-block;width:.5em;height:.5em;margin-right:.45em;\
        border-radius:50%;background:currentColor;vertical-align:.08em}
        .unreadable .state{white-space:normal}
        .good{color:var(--good)}.busy{color:var(--busy)}.warn{color:var(--warn)}.bad{color:var(--bad)}
        .warn::before{border-radius:0;transform:rotate(45deg)}
        .bad::before{border-radius:1px}
        p.error,span.error{color:var(--bad)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(13.5rem,1fr));gap:.75rem;list-style:none}
        .tile{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:.6rem .9rem .55rem;\
        min-width:0;color:inherit}
        .tile::before{content:none}
        .tile h2{font-size:.8571rem;font-weight:400;color:var(--muted)}
        .figure{color:var(--muted);white-space:nowrap}
        .figure b{font-size:1.5rem;line-height:1.25;font-weight:600;color:var(--text)}
        .tile.bad .figure b{color:var(--bad)}
        .note{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
        .spark{display:block;width:100%;height:2.75rem;margin:.3rem 0 .25rem;border-bottom:1px solid var(--line);\
        color:var(--accent)}
        .tile.bad .spark{color:var(--bad)}
        .spark path{vector-effect:non-scaling-stroke}
        .line{fill:none;stroke:currentColor;stroke-width:1.25;stroke-linejoin:round}
        .area{fill:var(--area)}
        .flat{fill:none;stroke:var(--edge);stroke-width:1}
        .tile.bad .area{fill:var(--wash)}
        table{width:100%;border-collapse:collapse;table-layout:fixed}
        caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .unreadable caption,.types caption,.endpoints caption,.models caption,.losses caption{position:static;\
        width:auto;height:auto;clip-path:none;text-align:left;padding:.6rem .9rem .25rem}
        th,td{text-align:left;vertical-align:baseline;padding:.34rem .45rem;font-weight:400}
        th:first-child,td:first-child{padding-left:.9rem}
        th:last-child,td:last-child{padding-right:.9rem}
        thead th{font-size:.8571rem;color:var(--muted);border-bottom:1px solid var(--line);padding-top:.2rem;\
        white-space:nowrap}
        tbody tr+tr>*{border-top:1px solid var(--line)}
        tbody tr:hover>*{background:color-mix(in srgb,var(--area) 35%,transparent)}
        td small,th small{display:block}
        th p.remark,th p.error{padding:0;font-size:.9286rem}
        @media (min-width:46.01rem){
        .n{text-align:right;width:7rem}
        thead th:not(:first-child,.n){width:11.5rem}
        .clients .n{width:10rem}
        .rotation .n{width:8rem}
        .rotation thead .n:last-child{width:11rem}
        .unreadable thead th:nth-child(2){width:50%}
        .endpoints .n,.types .n{width:5.5rem}
        .endpoints .n:nth-child(3){width:7.5rem}
        .losses .n{width:9rem}
        .files+details tr>:nth-child(2){width:11.5rem}}
        .group th{font-size:.8571rem;color:var(--muted);background:var(--ground);padding-block:.2rem}
        tbody+tbody>.group>*{border-top:1px solid var(--line)}
        .path{display:flex;min-width:0;white-space:nowrap;direction:ltr}
        .folder,.parent{color:var(--muted)}
        .folder{flex:0 1 auto;min-width:0;overflow:hidden;text-overflow:ellipsis}
        .path .name{flex:0 0 auto;max-width:75%;overflow:hidden;text-overflow:ellipsis}
        .path .name:first-child{max-width:100%}
        small .path{display:inline-flex;max-width:calc(100% - 2.5rem);vertical-align:bottom;font-size:inherit}
        details>summary{cursor:pointer;padding:.45rem .9rem;color:var(--accent)}
        .unreadable+table,.files+details{border-top:1px solid var(--line)}
        .files+details .files thead{display:none}
        #configuration summary{color:inherit;padding-block:.6rem}
        #configuration summary h2{display:inline}
        pre{margin:0;padding:.7rem .9rem;overflow:auto;max-height:40rem;border-top:1px solid var(--line);\
        overflow-wrap:normal;tab-size:4;line-height:1.5}
        dl.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.6rem 1rem;\
        padding:.1rem .9rem .8rem}
        dt{font-size:.8571rem}
        dd{color:var(--text);font-size:1.0714rem}
        dd small{display:block;color:var(--muted)}
        .facts+table,.facts+.remark,.pair,.pair+*,.models+h3{border-top:1px solid var(--line)}
        .facts+.remark{padding-top:.5rem}
        .pair{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,5fr)}
        .pair>*+*{border-left:1px solid var(--line)}
        .recent{list-style:none;padding:0 .9rem .6rem}
        .recent li{padding:.4rem 0}
        .recent li+li{border-top:1px solid var(--line)}
        .entry{display:flex;flex-wrap:wrap;gap:0 .75rem;align-items:baseline}
        .entry b{color:var(--bad);font-weight:600}
        .time{color:var(--muted);font-size:.8571rem}
        .fields{color:var(--muted)}
        .fields span{margin-right:.6rem}
        .fields i{font-style:normal}
        footer{padding-block:1rem 2rem;font-size:.8571rem}
        footer a{margin-left:.6rem}
        #lost{position:fixed;inset:auto 0 0;z-index:3;padding:.7rem 1rem;text-align:center;font-weight:600;\
        background:var(--bad);color:var(--surface)}
        #lost[hidden]{display:none}
        #lost:not([hidden]){display:block}
        .lost #report{filter:grayscale(1)}
        @media (max-width:64rem){header nav{display:none}header .facts{margin-left:auto}\
        .pair{grid-template-columns:minmax(0,1fr)}.pair>*+*{border-left:0;border-top:1px solid var(--line)}}
        @media (max-width:46rem){
        main,footer,#configuration{padding:0 .6rem}
        header{padding:.5rem .75rem}
        html{scroll-padding-top:5rem}
        .tiles{grid-template-columns:repeat(2,minmax(0,1fr));gap:.5rem}
        .tile{padding:.5rem .65rem}
        .tile:last-child{grid-column:1/-1}
        .note{white-space:normal}
        .figure{white-space:normal}
        .figure b{font-size:1.2rem}
        table,tbody{display:block}
        thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        caption{display:block}
        tr{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:.15rem .6rem;padding:.45rem .9rem}
        tbody tr+tr{border-top:1px solid var(--line)}
        tbody tr>*,tbody tr+tr>*,tbody tr>:first-child,tbody tr>:last-child{display:block;padding:0;border:0}
        td:has(.none){display:none!important}
        tbody th{grid-column:1/-1}
        td::before{content:attr(data-label);display:block;font-size:.7857rem;color:var(--muted)}
        .group{padding-block:.2rem;background:var(--ground)}
        .path{display:inline;white-space:normal}
        small .path{display:inline}
        .unreadable td:nth-child(2),.losses td{grid-column:1/-1}
        .state{white-space:normal}}
        @media (prefers-contrast:more){:root{--muted:var(--text);--line:var(--edge)}}
        @media print{:root{color-scheme:light;--ground:#ffffff;--surface:#ffffff;--text:#000000;--muted:#444444;\
        --line:#cccccc;--edge:#888888}header{position:static}header nav,footer,.skip,#lost{display:none!important}\
        tr,.tile,li{break-inside:avoid}pre{max-height:none;white-space:pre-wrap}}

        """
}
