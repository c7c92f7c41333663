import JSONTree

/// Reads the bodies of the JSON protocols.
package enum JSONInput {
    private static let limits = JSONLimits(maximumBytes: 1024 * 1024, maximumDepth: 32, maximumValues: 50_000)

    /// Reads one object; an empty body stands for an empty object.
    ///
    /// - Throws: `Fault` of kind `malformedInput`.
    package static func decode(_ bytes: [UInt8]) throws(Fault) -> WireStructure {
        guard !bytes.isEmpty else { return WireStructure() }
        do {
            guard let object = try JSON(parsing: bytes, limits: limits).object else {
                throw Fault(.malformedInput, log: "the body is JSON, but no object")
            }
            return WireStructure(object)
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.malformedInput, log: "the body: \(error)")
        }
    }
}
