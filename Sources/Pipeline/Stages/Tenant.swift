// Why this file exists: the `tenant` stage, which says to whom of Loki's tenants an entry belongs.

import Configuration
import Platform

/// Sets the entry's tenant, which else is the client's `tenant_id`.
///
///     - tenant:
///         source: customer     # an extracted value, or
///         label: namespace     # a label, or
///         value: team-api      # always this
///
/// An entry without that value or label, or with an empty one, keeps its tenant.
final class TenantStage: Stage {
    private enum Origin {
        case value([UInt8])
        case source(RowText)
        case label(LabelSetMap)
    }

    private let origin: Origin
    private let table: LabelTable
    private let name: UInt32

    private init(origin: Origin, table: LabelTable) {
        self.origin = origin
        self.table = table
        name = table.number(ofName: LabelTable.tenantLabel)
    }

    static func decode(_ settings: StageSettings, _ compiler: inout StageCompiler) -> (any Stage)? {
        settings.read { reader in
            let table = compiler.labels
            var origins: [Origin] = []
            if let label = reader.string("label"), !label.isEmpty {
                origins.append(.label(LabelSetMap(table) { withTenant($0, from: label) }))
            }
            if let source = reader.string("source"), !source.isEmpty {
                origins.append(.source(RowText(source, compiler)))
            }
            if let value = reader.string("value"), !value.isEmpty {
                origins.append(.value(Array(value.utf8)))
            }
            guard origins.count == 1, let origin = origins.first else {
                settings.diagnostics.error(
                    reader.location,
                    "\(settings.context) needs one of label, source and value, found \(origins.count)",
                    fix: "write 'source: customer_id', or one of the others")
                return nil
            }
            return TenantStage(origin: origin, table: table)
        }
    }

    private static func withTenant(_ labels: [Label], from name: String) -> [Label] {
        guard let label = labels.first(where: { $0.name == name }) else { return labels }
        return labels + [Label(LabelTable.tenantLabel, label.value)]
    }

    func run(_ chunk: Chunk, memory: PipelineMemory) {
        switch origin {
        case .label(let map): map.apply(to: chunk)
        case .value(let value):
            value.withUnsafeBytes { bytes in
                for row in 0..<chunk.count where chunk.dropped[row] == .none { set(row, to: bytes, chunk) }
            }
        case .source(let source):
            for row in 0..<chunk.count where chunk.dropped[row] == .none {
                guard let span = source.span(row, chunk), span.length > 0 else { continue }
                set(row, to: chunk.bytes(span), chunk)
            }
        }
    }

    @inline(__always)
    private func set(_ row: Int, to tenant: UnsafeRawBufferPointer, _ chunk: Chunk) {
        chunk.labelSets[row] = table.set(name, of: chunk.labelSets[row], to: tenant)
    }
}
