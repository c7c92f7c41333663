import AWSVocabulary
import IAMPolicy
import IdentityTokens
package import JSONTree

extension Estate {
    /// 256 MiB: the exported authorization details of the largest accounts.
    package static let limits = JSONLimits(
        maximumBytes: 256 * 1024 * 1024,
        maximumDepth: 64,
        maximumValues: 20_000_000
    )

    /// Adds what a file says, which is recognised by what it has; false if it is nothing that is known.
    ///
    /// A policy that cannot be read is taken to allow nothing, and remarked on.
    ///
    /// - Throws: `EstateError` with the place, for a role without what every role has.
    package mutating func read(_ root: LocatedJSON, file: String) throws(EstateError) -> Bool {
        if case .array(let elements) = root.content {
            var isKnown = false
            for element in elements where try read(element, file: file) { isKnown = true }
            return isKnown
        }
        if root["RoleDetailList"] != nil || root["Role"] != nil || root["Roles"] != nil {
            try readRoles(root, file)
            try readUsers(root, file)
            return true
        }
        if root["UserDetailList"] != nil || root["User"] != nil {
            try readUsers(root, file)
            return true
        }
        if root["OpenIDConnectProviderList"] != nil || (root["ClientIDList"] != nil && root["Url"] != nil) {
            readProviders(root)
            return true
        }
        if root["associations"] != nil || root["association"] != nil { return readAssociations(root, file) }
        if let cluster = root["cluster"]?.json, let name = cluster["name"]?.string {
            clusters.append(
                ClusterExport(
                    name: name,
                    arn: cluster["arn"]?.string,
                    issuer: cluster["identity"]?["oidc"]?["issuer"]?.string
                )
            )
            return true
        }
        if case .array? = root["keys"]?.content { return readKeys(root, file) }
        return readObjects(root)
    }

    // MARK: IAM

    private mutating func readRoles(_ root: LocatedJSON, _ file: String) throws(EstateError) {
        for policy in root["Policies"].map(elements) ?? [] {
            guard let arn = policy["Arn"]?.text else { continue }
            let versions = policy["PolicyVersionList"].map(elements) ?? []
            let version =
                versions.first { $0["IsDefaultVersion"]?.json == true || $0["IsDefaultVersion"]?.text == "true" }
                ?? versions.first
            guard let document = version?["Document"] else { continue }
            policies[arn] = attached(document, .identity, name: Self.shortName(arn), file)
        }
        let details = (root["RoleDetailList"] ?? root["Roles"]).map(elements) ?? root["Role"].map { [$0] } ?? []
        for detail in details { roles.append(try role(detail, file)) }
    }

    private mutating func role(_ detail: LocatedJSON, _ file: String) throws(EstateError) -> RoleExport {
        guard let arn = detail["Arn"]?.text.flatMap({ ARN($0) }) else {
            throw EstateError(file, detail.position, "a role without an Arn")
        }
        guard let document = detail["AssumeRolePolicyDocument"] else {
            throw EstateError(file, detail.position, "\(arn) has no AssumeRolePolicyDocument")
        }
        guard let tree = tree(document) else {
            throw EstateError(file, document.position, "the trust policy of \(arn) is no JSON")
        }
        let name = String(arn.resourceName)
        return RoleExport(
            arn: arn,
            uniqueID: detail["RoleId"]?.text,
            file: file,
            trust: attached(document, .trust, name: "trust policy of \(name)", file),
            trustTree: tree,
            inline: inline(detail["RolePolicyList"], file),
            attached: attachments(detail),
            boundary: detail["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.text,
            tags: tags(detail)
        )
    }

    private mutating func readProviders(_ root: LocatedJSON) {
        var known = providers ?? []
        for element in root["OpenIDConnectProviderList"].map(elements) ?? [] {
            guard
                let provider = element["Arn"]?.text.flatMap({ text in
                    IdentityProvider(text, clientIDs: element["ClientIDList"].map { elements($0).compactMap(\.text) })
                })
            else { continue }
            merge(provider, into: &known)
        }
        if let url = root["Url"]?.text,
            let provider = IdentityProvider(
                root["Arn"]?.text ?? root["OpenIDConnectProviderArn"]?.text ?? url,
                clientIDs: root["ClientIDList"].map { elements($0).compactMap(\.text) }
            )
        {
            merge(provider, into: &known)
        }
        providers = known
    }

    /// A list names providers, another file has the client ids of each: they are put together.
    private func merge(_ provider: IdentityProvider, into known: inout [IdentityProvider]) {
        guard
            let index = known.firstIndex(where: {
                $0.host == provider.host
                    && ($0.account == nil || provider.account == nil || $0.account == provider.account)
            })
        else {
            known.append(provider)
            return
        }
        known[index] = IdentityProvider(
            host: provider.host,
            account: known[index].account ?? provider.account,
            clientIDs: provider.clientIDs ?? known[index].clientIDs
        )
    }

    // MARK: EKS

    private mutating func readAssociations(_ root: LocatedJSON, _ file: String) -> Bool {
        let list = root["associations"].map(elements) ?? root["association"].map { [$0] } ?? []
        for element in list.map(\.json) {
            guard let cluster = element["clusterName"]?.string, let namespace = element["namespace"]?.string,
                let account = element["serviceAccount"]?.string
            else { continue }
            let association = AssociationExport(
                cluster: cluster,
                namespace: namespace,
                serviceAccount: account,
                role: element["roleArn"]?.string.flatMap { ARN($0) },
                target: element["targetRoleArn"]?.string.flatMap { ARN($0) },
                externalID: element["externalId"]?.string,
                disablesTags: element["disableSessionTags"]?.boolean ?? false,
                id: element["associationId"]?.string ?? ""
            )
            // A list has no roles; what describes an association takes the place of its entry in a list.
            let place = associations.firstIndex {
                $0.cluster == cluster && $0.namespace == namespace && $0.serviceAccount == account
            }
            if let place {
                if association.role != nil { associations[place] = association }
            } else {
                associations.append(association)
            }
        }
        return true
    }

    private mutating func readKeys(_ root: LocatedJSON, _ file: String) -> Bool {
        guard let read = try? KeySet(parsing: root.json.serialized()) else { return false }
        let known = keys?.keys ?? []
        keys = KeySet(known + read.keys.filter { key in !known.contains { $0.id == key.id } })
        return true
    }

    // MARK: Kubernetes

    private mutating func readObjects(_ root: LocatedJSON) -> Bool {
        let items = root["items"].map(elements) ?? [root]
        let listKind = root["kind"]?.text ?? ""
        guard listKind.hasSuffix("List") || root["metadata"] != nil else { return false }
        if listKind == "ServiceAccountList" { serviceAccounts = serviceAccounts ?? [] }
        var isKnown = items.isEmpty || listKind == "ServiceAccountList" || listKind == "PodList"
        for item in items.map(\.json) {
            // The items of typed lists have no kind of their own.
            let kind = item["kind"]?.string ?? String(listKind.dropLast("List".count))
            guard let name = item["metadata"]?["name"]?.string else { continue }
            let namespace = item["metadata"]?["namespace"]?.string ?? "default"
            switch kind {
            case "ServiceAccount":
                var annotations: [String: String] = [:]
                for (key, value) in item["metadata"]?["annotations"]?.object?.members ?? [] {
                    annotations[key] = value.string
                }
                serviceAccounts =
                    (serviceAccounts ?? []) + [
                        ServiceAccountExport(namespace: namespace, name: name, annotations: annotations)
                    ]
                isKnown = true
            case "Pod":
                pods.append(
                    PodExport(
                        namespace: namespace,
                        name: name,
                        uid: item["metadata"]?["uid"]?.string,
                        serviceAccount: item["spec"]?["serviceAccountName"]?.string ?? "default"
                    )
                )
                isKnown = true
            default: continue
            }
        }
        return isKnown
    }

    // MARK: Parts

    func elements(_ value: LocatedJSON) -> [LocatedJSON] {
        if case .array(let elements) = value.content { elements } else { [] }
    }

    /// A document as an object, or as a text that holds one, which IAM's API percent-encodes; nil if it is neither.
    private func tree(_ document: LocatedJSON) -> LocatedJSON? {
        guard case .string(let text) = document.content else { return document }
        let plain = text.hasPrefix("%") ? Self.decoded(text) : text
        return try? LocatedJSON(parsing: Array(plain.utf8))
    }

    mutating func attached(
        _ document: LocatedJSON,
        _ kind: PolicyKind,
        name: String,
        _ file: String
    ) -> AttachedPolicy {
        guard let tree = tree(document) else {
            remarks.append("\(file): \(name) is no JSON, and was taken to allow nothing")
            return AttachedPolicy(name: name, document: .allowingNothing(kind: kind))
        }
        do {
            return AttachedPolicy(name: name, document: try PolicyDocument(tree, kind: kind))
        } catch {
            remarks.append(
                "\(file):\(error.line):\(error.column): \(name) cannot be read, and was taken to allow nothing: "
                    + error.detail
            )
            return AttachedPolicy(name: name, document: .allowingNothing(kind: kind))
        }
    }

    private static func shortName(_ arn: String) -> String {
        guard let parsed = ARN(arn) else { return arn }
        return String(parsed.resourceName)
    }

    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Why an exported file cannot be used.
package struct EstateError: Error, Sendable, Hashable, CustomStringConvertible {
    package let file: String
    package let position: LocatedJSON.Position
    package let detail: String

    package var description: String { "\(file):\(position.line):\(position.column): \(detail)" }

    init(_ file: String, _ position: LocatedJSON.Position, _ detail: String) {
        self.file = file
        self.position = position
        self.detail = detail
    }
}

extension LocatedJSON {
    var text: String? {
        if case .string(let text) = content { text } else { nil }
    }
}
