import AWSProtocols
import JSONTree
import ServiceModel

extension WireRequest {
    /// A request for an operation, with what is there (`values`, by member) named where it can be.
    init(_ operation: Operation, with values: [String: String]) {
        self.init(operation)
        switch operation.route {
        case .action where operation.dialect.wire == .json11: setMembers(values)
        case .action:
            var values = values
            if operation.name == "UpdateAssumeRolePolicy" { values["PolicyDocument"] = HostileWorld.trust }
            var parts = body.split(separator: UInt8(ascii: "&")).map { Array($0) }
            for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                let start = Array("\(name)=".utf8)
                guard let index = parts.firstIndex(where: { $0.starts(with: start) }) else { continue }
                parts[index] = start + Array(PercentEncoding.encode(value).utf8)
            }
            body = Array(parts.joined(separator: [UInt8(ascii: "&")]))
        case .rest(let verb, let template):
            path = template.replacing("{addonName}", with: "coredns")
            for (name, value) in values { path = path.replacing("{\(name)}", with: Self.escaped(Array(value.utf8))) }
            path = path.replacing(/\{[^}]+\}/, with: "myeks")
            if verb != "GET" { setMembers(values) }
            if operation.name == "UpdateClusterConfig" {
                body = Array(#"{"deletionProtection":\#(values["deletionProtection"] ?? "false")}"#.utf8)
            }
            if operation.name == "UpdatePodIdentityAssociation" { body = Array(#"{"disableSessionTags":true}"#.utf8) }
            if operation.name == "DescribeAddonConfiguration" {
                query = "addonName=coredns&addonVersion=v1.12.1-eksbuild.2"
            }
        case .s3(let route):
            if route.query.contains("list-type") { query = query.replacing("list-type=1", with: "list-type=2") }
            if let id = values["uploadId"] {
                query = query.replacing("uploadId=1", with: "uploadId=\(Self.escaped(Array(id.utf8)))")
            }
            switch operation.name {
            case "PutBucketPolicy": body = Array((values["PolicyDocument"] ?? "").utf8)
            case "PutBucketTagging", "PutObjectTagging":
                body = Array("<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>".utf8)
            case "CompleteMultipartUpload":
                body = Array(
                    "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\(values["etag"] ?? "")</ETag></Part></CompleteMultipartUpload>"
                        .utf8
                )
            default: break
            }
        }
    }

    private mutating func setMembers(_ values: [String: String]) {
        guard var object = (try? JSON(parsing: body))?.object else { return }
        for (name, value) in values where object[name] != nil { object[name] = .string(value) }
        body = JSON.object(object).serialized()
    }

    /// Gives some members hostile values.
    mutating func spoil(_ operation: Operation, _ names: [String], _ fields: FieldNames, _ choice: inout SeededChoice) {
        let isBroken = choice.isOne(in: 15)
        switch operation.route {
        case .action where operation.dialect.wire == .json11: spoilObject(names, fields, isBroken, &choice)
        case .action: spoilForm(names, fields, isBroken, &choice)
        case .rest(_, let template):
            spoilPath(template, isBroken, &choice)
            spoilObject(names, fields, isBroken, &choice)
            if method == "GET" || method == "DELETE" { spoilQuery(names, isBroken, &choice) }
        case .s3(let route):
            if route.level != .service, choice.isOne(in: 10) {
                path = "/" + Self.escaped(HostileValues.bytes(&choice)) + (route.level == .object ? "/key" : "")
            } else if route.level == .object, choice.isOne(in: 6) {
                path = "/bucket/" + Self.escaped(HostileValues.bytes(&choice, broken: isBroken))
            }
            spoilQuery(
                names.filter { !Self.isHeader($0) || query.contains($0) || choice.isOne(in: 2) },
                isBroken,
                &choice
            )
            spoilHeaders(names.filter(Self.isHeader), &choice)
            if method != "GET", method != "HEAD", choice.isOne(in: 3) { spoilDocument(operation.name, &choice) }
        }
        // Nobody sends a request line like that.
        if path.utf8.count + query.utf8.count > 60_000 { (path, query) = ("/" + path.dropFirst().prefix(1000), "") }
    }

    private static func isHeader(_ name: String) -> Bool { name == name.lowercased() && name.contains("-") }

    // MARK: Forms

    private mutating func spoilForm(
        _ names: [String],
        _ fields: FieldNames,
        _ isBroken: Bool,
        _ choice: inout SeededChoice
    ) {
        var parts = body.split(separator: UInt8(ascii: "&")).map { Array($0) }
        for name in names {
            let whole = Array(name.utf8)
            parts.removeAll {
                $0.starts(with: whole + [UInt8(ascii: "=")]) || $0.starts(with: whole + [UInt8(ascii: ".")])
            }
            let index = choice.isOne(in: 6) ? choice.pick(HostileValues.numbers) : "1"
            let inner = choice.pick(fields.members)
            let written =
                switch Int.random(in: 0..<8, using: &choice) {
                case 0: "\(name).member.\(index)"
                case 1: "\(name).member.1.\(inner)"
                case 2: "\(name).\(index)"
                case 3: "\(name).entry.\(index).key"
                case 4: "\(name).\(inner).\(index)"
                default: name
                }
            parts.append(Array("\(written)=".utf8) + Self.escaped(HostileValues.bytes(&choice, broken: isBroken)).utf8)
        }
        // Now and then what is no escape at all.
        if choice.isOne(in: 50) {
            parts.append(Array("A=".utf8) + choice.pick(HostileValues.brokenBytes) + Array("%".utf8))
        }
        body = Array(parts.joined(separator: [UInt8(ascii: "&")]))
    }

    // MARK: JSON

    private mutating func spoilObject(
        _ names: [String],
        _ fields: FieldNames,
        _ isBroken: Bool,
        _ choice: inout SeededChoice
    ) {
        guard method != "GET", !names.isEmpty else { return }
        var object = (try? JSON(parsing: body))?.object ?? [:]
        var fragments: [[UInt8]] = []
        for name in names {
            let mark = JSON.string("spoilt-\(fragments.count)-here")
            fragments.append(HostileValues.fragment(&choice, broken: isBroken))
            let inner = choice.pick(fields.members)
            object[name] =
                switch Int.random(in: 0..<6, using: &choice) {
                case 0: [mark]
                case 1: .object([inner: mark])
                case 2: [.object([inner: mark])]
                default: mark
                }
        }
        body = JSON.object(object).serialized()
        for (index, fragment) in fragments.enumerated() {
            body = body.replacing(Array("\"spoilt-\(index)-here\"".utf8), with: fragment)
        }
        if isBroken, choice.isOne(in: 4) { body = fragments.first ?? [] }
    }

    // MARK: Paths, queries, header fields

    private mutating func spoilPath(_ template: String, _ isBroken: Bool, _ choice: inout SeededChoice) {
        guard template.contains("{"), choice.isOne(in: 6) else { return }
        let value = Self.escaped(HostileValues.bytes(&choice, broken: isBroken))
        var segments = path.split(separator: "/").map(String.init)
        for (index, segment) in template.split(separator: "/").enumerated() where segment.hasPrefix("{") {
            if index < segments.count, choice.isOne(in: 2) { segments[index] = value }
        }
        path = "/" + segments.joined(separator: "/")
    }

    private mutating func spoilQuery(_ names: [String], _ isBroken: Bool, _ choice: inout SeededChoice) {
        for name in names {
            let value = Self.escaped(HostileValues.bytes(&choice, broken: isBroken))
            var parts = query.split(separator: "&").filter { !$0.hasPrefix("\(name)=") }
            parts.append("\(name)=\(value)")
            query = parts.sorted().joined(separator: "&")
        }
    }

    private mutating func spoilHeaders(_ names: [String], _ choice: inout SeededChoice) {
        for name in names where !Self.untouched.contains(name) {
            let value = String(decoding: HostileValues.bytes(&choice), as: UTF8.self)
            // HTTP lets nothing else through.
            let sendable = value.unicodeScalars.prefix(4000).filter { $0.value >= 0x20 && $0.value < 0x7F }
            headers.removeAll { $0.name == name }
            headers.append((name: name, value: String(String.UnicodeScalarView(sendable)).trimmed))
        }
    }

    /// Those that the request is read or signed by.
    private static let untouched: Set<String> = [
        "host", "content-length", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "transfer-encoding",
    ]

    // MARK: XML

    private mutating func spoilDocument(_ operation: String, _ choice: inout SeededChoice) {
        let value = String(decoding: HostileValues.bytes(&choice), as: UTF8.self)
        let text = choice.isOne(in: 3) ? value : Self.text(value)
        let document =
            switch operation {
            case "DeleteObjects":
                "<Delete><Quiet>\(text)</Quiet><Object><Key>\(text)</Key><VersionId>\(text)</VersionId></Object></Delete>"
            case "CompleteMultipartUpload":
                "<CompleteMultipartUpload><Part><PartNumber>\(text)</PartNumber><ETag>\(text)</ETag></Part>"
                    + "</CompleteMultipartUpload>"
            case let name where name.hasSuffix("Tagging"):
                "<Tagging><TagSet><Tag><Key>\(text)</Key><Value>\(text)</Value></Tag></TagSet></Tagging>"
            case "CreateBucket":
                "<CreateBucketConfiguration><LocationConstraint>\(text)</LocationConstraint></CreateBucketConfiguration>"
            default: value
            }
        body = Array(document.utf8)
    }

    private static func text(_ value: String) -> String {
        value.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }

    private static func escaped(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                result.append(byte)
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
