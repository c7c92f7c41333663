import AWSProtocols
import Authorization
import Directory
import IAMPolicy

extension IAMService {
    /// `GetContextKeysForCustomPolicy`: the condition keys that policies of the call ask for.
    var getContextKeysForCustomPolicy: ServiceOperation {
        operation("GetContextKeysForCustomPolicy", isReadOnly: true) { reader, _ in
            let policies = reader.strings("PolicyInputList", count: 1...50, each: 1...131_072)
            if policies == nil { reader.noteMissing("policyInputList") }
            return policies ?? []
        } access: { _, _ in
            AccessTarget("*")
        } perform: { input, _ in
            Self.keyNames(try Self.documents(input))
        }
    }

    /// `GetContextKeysForPrincipalPolicy`: those that the policies of a user or role ask for, and those of the call.
    var getContextKeysForPrincipalPolicy: ServiceOperation {
        operation("GetContextKeysForPrincipalPolicy", isReadOnly: true) { reader, _ in
            (
                source: reader.arn("PolicySourceArn"),
                policies: reader.strings("PolicyInputList", count: 0...50, each: 1...131_072) ?? []
            )
        } access: { input, _ in
            AccessTarget(input.source)
        } perform: { input, call in
            let permissions = try PolicySource(input.source, in: call.view).permissions
            let own = permissions.identity + [permissions.boundary].compactMap { $0 }
            return Self.keyNames(own.map(\.document) + (try Self.documents(input.policies)))
        }
    }

    /// Policies of any kind: conditions are the same in all of them.
    private static func documents(_ texts: [String]) throws(Fault) -> [PolicyDocument] {
        var documents: [PolicyDocument] = []
        for text in texts {
            let trust = try? PolicyDocument(parsing: text, kind: .trust)
            let resource = try? PolicyDocument(parsing: text, kind: .resource)
            if let known = trust ?? resource {
                documents.append(known)
            } else {
                documents.append(try SimulationPolicy.parse(text, .identity))
            }
        }
        return documents
    }

    private static func keyNames(_ documents: [PolicyDocument]) -> WireStructure {
        ["ContextKeyNames": .list(ContextKeyNames.of(documents).map { .string($0) })]
    }
}
