// A backlog as large as one likes takes no more memory than a small one, however slowly it is taken.

import Benchmarking
import Workbench

extension Kind {
    private static let links: [(name: String, limits: SlowLink.Limits?)] = [
        ("over loopback", nil), ("a link of 20 ms", SlowLink.Limits(delayMilliseconds: 20)),
        ("a receiver of 5 MB/s", SlowLink.Limits(bytesPerSecond: 5_000_000)),
    ]

    static let slow = Kind(
        name: "slow receiver", cases: links.map(\.name)
    ) { bench, names in
        let megabytes = bench.sizes.largeMegabytes
        var rows: [Row] = []
        for (name, limit) in links where names.contains(name) {
            // What is compared with is a backlog of the usual size.
            let input = try bench.input(
                .access, megabytes: limit == nil ? bench.sizes.backlogMegabytes : megabytes)
            bench.say("\(input.bytes / 1_000_000) MB, \(name)")
            let measurement = try bench.ship(BacklogCase.usual, input, link: limit)
            rows.append(
                Row(
                    "\(input.bytes / 1_000_000) MB, \(name)", rounds: [measurement], inputBytes: input.bytes,
                    beside: nil, targets: Targets()))
        }
        return Section(
            "slow receiver",
            setting:
                "\(BacklogCase.usual.name); 20 ms each way, so 40 ms from push to answer; 5 MB of bodies a second",
            rows: rows)
    }
}
