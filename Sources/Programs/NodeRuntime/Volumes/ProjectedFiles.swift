import Ambient
import JSONTree
import KubernetesAPI
import KubernetesService

/// A volume cannot be made yet, in kubelet's words.
struct VolumeFailure: Error, Sendable, Hashable, CustomStringConvertible {
    let description: String
}

/// A token as a volume needs it.
struct VolumeToken: Sendable, Hashable, CustomStringConvertible {
    let text: String
    let issuedAt: Timestamp
    let expiresAt: Timestamp

    var description: String { "***" }

    /// At 80 % of its life, after 24 hours at the latest.
    var refreshAt: Timestamp {
        let life = expiresAt.milliseconds - issuedAt.milliseconds
        return Timestamp(milliseconds: issuedAt.milliseconds + min(life * 4 / 5, 86_400_000))
    }
}

/// Where the content of volumes comes from.
struct VolumeObjects: Sendable {
    var secret: @Sendable (String) -> JSON?
    var configMap: @Sendable (String) -> JSON?
    /// Audience (empty for the API server's own) and seconds.
    var token: @Sendable (String, Int) throws -> VolumeToken
}

/// The content of a secret, configMap, downwardAPI or projected volume.
struct ProjectedFiles: Sendable, Hashable {
    struct File: Sendable, Hashable {
        var path: String
        var bytes: [UInt8]
        var mode: Int
    }

    private(set) var files: [File] = []
    /// By audience and seconds, for the next time.
    private(set) var tokens: [String: VolumeToken] = [:]

    /// Reads a volume's sources; a later one wins where two write the same file.
    ///
    /// - Throws: `VolumeFailure` if an object or key that is not optional is missing.
    init(
        volume: JSON,
        fields: PodFields,
        objects: VolumeObjects,
        known: [String: VolumeToken] = [:],
        now: Timestamp
    ) throws(VolumeFailure) {
        let kinds = ["secret", "configMap", "downwardAPI", "projected"]
        guard let kind = kinds.first(where: { volume[$0] != nil }), let content = volume[kind] else {
            throw VolumeFailure(description: "this kind of volume is not supported here")
        }
        let mode = content["defaultMode"]?.integer ?? 0o644
        let sources: [(kind: String, value: JSON)] =
            kind == "projected"
            ? (content["sources"]?.array ?? []).flatMap { source in
                (source.object?.members ?? []).map { ($0.key, $0.value) }
            }
            : [(kind, content)]
        for source in sources {
            switch source.kind {
            case "secret":
                let name = source.value["secretName"]?.string ?? source.value["name"]?.string ?? ""
                try addObject(objects.secret(name), "secret", name, fields.pod.namespace, source.value, mode)
            case "configMap":
                let name = source.value["name"]?.string ?? ""
                try addObject(objects.configMap(name), "configmap", name, fields.pod.namespace, source.value, mode)
            case "downwardAPI": try addFields(source.value, fields, mode)
            case "serviceAccountToken": try addToken(source.value, objects, known, mode: mode, now: now)
            default: throw VolumeFailure(description: "the source \(source.kind) is not supported here")
            }
        }
    }

    private mutating func add(_ path: String, _ bytes: [UInt8], _ mode: Int) throws(VolumeFailure) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.isEmpty, !parts.contains(".."), !parts.contains(""), !path.hasPrefix("..") else {
            throw VolumeFailure(description: "invalid path: \(path)")
        }
        files.removeAll { $0.path == path }
        files.append(File(path: path, bytes: bytes, mode: mode))
    }

    private mutating func addObject(
        _ object: JSON?,
        _ kind: String,
        _ name: String,
        _ namespace: String,
        _ source: JSON,
        _ mode: Int
    ) throws(VolumeFailure) {
        let isOptional = source["optional"]?.boolean == true
        guard let object else {
            if isOptional { return }
            throw VolumeFailure(description: "\(kind) \"\(name)\" not found")
        }
        let values = ObjectData.values(object)
        guard let items = source["items"]?.array else {
            for (key, bytes) in values { try add(key, bytes, mode) }
            return
        }
        for item in items {
            let key = item["key"]?.string ?? ""
            guard let bytes = values.first(where: { $0.key == key })?.bytes else {
                if isOptional { continue }
                throw VolumeFailure(description: "references non-existent \(kind) key: \(key)")
            }
            try add(item["path"]?.string ?? "", bytes, item["mode"]?.integer ?? mode)
        }
    }

    private mutating func addFields(_ source: JSON, _ fields: PodFields, _ mode: Int) throws(VolumeFailure) {
        for item in source["items"]?.array ?? [] {
            var value: String?
            if let path = item.at("fieldRef", "fieldPath")?.string { value = fields.value(path) }
            if let reference = item["resourceFieldRef"] {
                value = fields.resource(reference, container: reference["containerName"]?.string ?? "")
            }
            guard let value else {
                throw VolumeFailure(description: "unsupported field of the downward API: \(item.text())")
            }
            try add(item["path"]?.string ?? "", Array(value.utf8), item["mode"]?.integer ?? mode)
        }
    }

    private mutating func addToken(
        _ source: JSON,
        _ objects: VolumeObjects,
        _ known: [String: VolumeToken],
        mode: Int,
        now: Timestamp
    ) throws(VolumeFailure) {
        let audience = source["audience"]?.string ?? ""
        let seconds = source["expirationSeconds"]?.integer ?? 3600
        let key = "\(seconds) \(audience)"
        var token = known[key].flatMap { now < $0.refreshAt ? $0 : nil }
        if token == nil {
            do { token = try objects.token(audience, seconds) } catch {
                // One that still holds is better than none.
                token = known[key].flatMap { now < $0.expiresAt ? $0 : nil }
                guard token != nil else { throw VolumeFailure(description: "failed to fetch token: \(error)") }
            }
        }
        guard let token else { return }
        tokens[key] = token
        try add(source["path"]?.string ?? "token", Array(token.text.utf8), mode)
    }

    /// The files that hold tokens, which only the pod's own user or group may read.
    func isToken(_ file: File) -> Bool { tokens.values.contains { Array($0.text.utf8) == file.bytes } }
}

/// The values of a Secret or ConfigMap.
enum ObjectData {
    static func values(_ object: JSON) -> [(key: String, bytes: [UInt8])] {
        let isSecret = object["kind"]?.string == "Secret"
        var values: [(key: String, bytes: [UInt8])] = (object["data"]?.texts ?? []).map { member in
            (member.key, isSecret ? decode(member.value) : Array(member.value.utf8))
        }
        values += (object["binaryData"]?.texts ?? []).map { ($0.key, decode($0.value)) }
        return values
    }

    /// Standard base64 (RFC 4648 section 4); what was stored has been validated.
    static func decode(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            default: continue
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }
}
