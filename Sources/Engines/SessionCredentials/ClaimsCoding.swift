import AWSVocabulary
import Ambient

/// The compact binary form of session claims: a version byte, then fields in a fixed order, texts length-prefixed.
enum ClaimsCoding {
    private static let version: UInt8 = 1

    static func encode(_ claims: SessionClaims) -> [UInt8] {
        var writer = Writer()
        writer.byte(version)
        writer.text(claims.accessKeyID)
        writer.text(claims.account)
        switch claims.principal {
        case .role(let id, let name, let path):
            writer.byte(0)
            for text in [id, name, path] { writer.text(text) }
        case .user(let id, let name, let path):
            writer.byte(1)
            for text in [id, name, path] { writer.text(text) }
        }
        writer.text(claims.sessionName)
        writer.integer(claims.issuedAt.milliseconds)
        writer.integer(claims.expiresAt.milliseconds)
        writer.optional(claims.sessionPolicy)
        writer.list(claims.sessionPolicyARNs) { $0.text($1) }
        writer.list(claims.tags) { writer, tag in
            writer.text(tag.key)
            writer.text(tag.value)
        }
        writer.list(claims.transitiveTagKeys) { $0.text($1) }
        writer.optional(claims.sourceIdentity)
        writer.byte(claims.isChained ? 1 : 0)
        writer.byte(claims.federation == nil ? 0 : 1)
        if let federation = claims.federation {
            for text in [federation.providerARN, federation.issuer, federation.subject, federation.audience] {
                writer.text(text)
            }
        }
        writer.byte(claims.pod == nil ? 0 : 1)
        if let pod = claims.pod {
            writer.text(pod.namespace)
            writer.text(pod.serviceAccount)
            for text in [pod.podName, pod.podUID, pod.nodeName, pod.tokenID] { writer.optional(text) }
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) -> SessionClaims? {
        var reader = Reader(bytes)
        guard reader.byte() == version, let accessKeyID = reader.text(), let account = reader.text(),
            let kind = reader.byte(), let id = reader.text(), let name = reader.text(), let path = reader.text(),
            let sessionName = reader.text(), let issuedAt = reader.integer(), let expiresAt = reader.integer(),
            let sessionPolicy = reader.optional(), let arns = reader.list({ $0.text() }),
            let tags = reader.list({ reader -> Tag? in
                guard let key = reader.text(), let value = reader.text() else { return nil }
                return Tag(key: key, value: value)
            }), let transitive = reader.list({ $0.text() }), let sourceIdentity = reader.optional(),
            let isChained = reader.byte(), let federation = reader.flagged(federation),
            let pod = reader.flagged(pod), reader.isAtEnd, kind <= 1
        else { return nil }
        return SessionClaims(
            accessKeyID: accessKeyID,
            account: account,
            principal: kind == 0 ? .role(id: id, name: name, path: path) : .user(id: id, name: name, path: path),
            sessionName: sessionName,
            issuedAt: Timestamp(milliseconds: issuedAt),
            expiresAt: Timestamp(milliseconds: expiresAt),
            sessionPolicy: sessionPolicy,
            sessionPolicyARNs: arns,
            tags: tags,
            transitiveTagKeys: transitive,
            sourceIdentity: sourceIdentity,
            federation: federation,
            isChained: isChained == 1,
            pod: pod
        )
    }

    private static func federation(_ reader: inout Reader) -> Federation? {
        guard let provider = reader.text(), let issuer = reader.text(), let subject = reader.text(),
            let audience = reader.text()
        else { return nil }
        return Federation(providerARN: provider, issuer: issuer, subject: subject, audience: audience)
    }

    private static func pod(_ reader: inout Reader) -> PodProvenance? {
        guard let namespace = reader.text(), let account = reader.text(), let name = reader.optional(),
            let uid = reader.optional(), let node = reader.optional(), let token = reader.optional()
        else { return nil }
        return PodProvenance(
            namespace: namespace,
            serviceAccount: account,
            podName: name,
            podUID: uid,
            nodeName: node,
            tokenID: token
        )
    }
}

/// Writes fields one after the other.
private struct Writer {
    var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func integer(_ value: Int64) { withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) } }

    mutating func count(_ value: Int) {
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        bytes.append(UInt8(truncatingIfNeeded: value))
    }

    mutating func text(_ text: String) {
        count(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func optional(_ text: String?) {
        byte(text == nil ? 0 : 1)
        if let text { self.text(text) }
    }

    mutating func list<Element>(_ elements: [Element], _ write: (inout Writer, Element) -> Void) {
        count(elements.count)
        for element in elements { write(&self, element) }
    }
}

/// Reads fields one after the other; nil where the bytes end or mean nothing.
private struct Reader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func byte() -> UInt8? {
        guard offset < bytes.count else { return nil }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func integer() -> Int64? {
        guard offset + 8 <= bytes.count else { return nil }
        defer { offset += 8 }
        return bytes[offset..<offset + 8].reduce(0) { $0 << 8 | Int64($1) }
    }

    mutating func count() -> Int? {
        guard let high = byte(), let low = byte() else { return nil }
        return Int(high) << 8 | Int(low)
    }

    mutating func text() -> String? {
        guard let count = count(), offset + count <= bytes.count else { return nil }
        defer { offset += count }
        return String(validating: bytes[offset..<offset + count], as: UTF8.self)
    }

    mutating func optional() -> String?? {
        guard let flag = byte(), flag <= 1 else { return nil }
        guard flag == 1 else { return .some(nil) }
        guard let text = text() else { return nil }
        return .some(text)
    }

    mutating func list<Element>(_ read: (inout Reader) -> Element?) -> [Element]? {
        guard let count = count() else { return nil }
        var elements: [Element] = []
        for _ in 0..<count {
            guard let element = read(&self) else { return nil }
            elements.append(element)
        }
        return elements
    }

    mutating func flagged<Element>(_ read: (inout Reader) -> Element?) -> Element?? {
        guard let flag = byte(), flag <= 1 else { return nil }
        guard flag == 1 else { return .some(nil) }
        guard let element = read(&self) else { return nil }
        return .some(element)
    }
}
