package import JSONTree

extension EvaluationCase {
    /// 4 MiB, 64 levels, 200,000 values.
    package static let limits = JSONLimits(
        maximumBytes: 4 * 1024 * 1024,
        maximumDepth: 64,
        maximumValues: 200_000
    )

    /// Answers a case in JSON; one that cannot be read is answered as malformed, with the reason.
    package static func answer(_ bytes: [UInt8]) -> JSON {
        let root: LocatedJSON
        do {
            root = try LocatedJSON(parsing: bytes, limits: limits)
        } catch {
            return malformed("this is no JSON: \(error)", id: .null)
        }
        do {
            return try EvaluationCase(root).answer
        } catch {
            return malformed("\(error)", id: root["id"]?.json ?? .null)
        }
    }
}
