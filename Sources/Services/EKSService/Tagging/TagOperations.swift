import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import IAMPolicy
import ServiceModel
import Store

extension EKSService {
    private static let mostTags = 50

    /// Gives a cluster, an association or an add-on tags; a key that it has gets the new value.
    var tagResource: ServiceOperation {
        let directory = directory
        return onResource("TagResource", method: "POST") { call -> [Tag] in
            var reader = ParameterReader(call.input)
            let tags = reader.tags(from: call.input)
            if tags == nil { reader.noteMissing("tags") }
            try reader.finishForTags()
            return tags ?? []
        } keys: { tags, keys in
            for tag in tags { keys["aws:RequestTag/\(tag.key)"] = [tag.value] }
            keys.set("aws:TagKeys", multivalued: tags.map(\.key))
        } perform: { call, arn, tags in
            try await directory.update { draft in
                var resource = try TaggedResource(arn, call: call, in: draft.snapshot)
                var all = resource.tags
                for tag in tags {
                    if let index = all.firstIndex(where: { $0.key == tag.key }) {
                        all[index] = tag
                    } else {
                        all.append(tag)
                    }
                }
                guard all.count <= Self.mostTags else { throw Words.tooManyTags }
                resource.tags = all
                resource.write(to: &draft)
            }
            return .output([:])
        }
    }

    /// Takes tags away; keys that are not there are no fault.
    var untagResource: ServiceOperation {
        let directory = directory
        return onResource("UntagResource", method: "DELETE") { call -> [String] in
            // Of one value, a query's list arrives as the value.
            let keys = call.input.strings("tagKeys") ?? call.input.string("tagKeys").map { [$0] } ?? []
            var reader = ParameterReader(call.input)
            if keys.isEmpty { reader.noteMissing("tagKeys") }
            if keys.count > Self.mostTags {
                reader.note(value: nil, at: "tagKeys", constraint: "Member must have length less than or equal to 50")
            }
            for key in keys { reader.check(key, at: "tagKeys", length: 1...128) }
            try reader.finishForTags()
            return keys
        } keys: { names, keys in
            keys.set("aws:TagKeys", multivalued: names)
        } perform: { call, arn, names in
            try await directory.update { draft in
                var resource = try TaggedResource(arn, call: call, in: draft.snapshot)
                resource.tags.removeAll { names.contains($0.key) }
                resource.write(to: &draft)
            }
            return .output([:])
        }
    }

    /// Tells the tags of a cluster, an association or an add-on.
    var listTagsForResource: ServiceOperation {
        let directory = directory
        return onResource("ListTagsForResource", method: "GET", isReadOnly: true) { _ in
        } keys: { _, _ in
        } perform: { call, arn, _ in
            let resource = try TaggedResource(arn, call: call, in: directory.snapshot)
            return .output(["tags": .map(WireStructure(resource.tags.map { ($0.key, .string($0.value)) }))])
        }
    }

    private func onResource<Input: Sendable>(
        _ name: String,
        method: String,
        isReadOnly: Bool = false,
        read: @escaping @Sendable (Call) throws -> Input,
        keys: @escaping @Sendable (Input, inout ContextKeys) -> Void,
        perform: @escaping @Sendable (Call, String, Input) async throws -> Answer
    ) -> ServiceOperation {
        let directory = directory
        return ServiceOperation(
            Operation(
                name,
                .eks,
                route: .rest(method: method, template: "/tags/{resourceArn}"),
                isReadOnly: isReadOnly,
                action: "eks:\(name)"
            ),
            prepare: { call in
                let arn = call.input.string("resourceArn") ?? ""
                let input = try read(call)
                let known = try? TaggedResource(arn, call: call, in: directory.snapshot)
                var context = Self.resourceTagKeys(known?.tags ?? [])
                keys(input, &context)
                // An ARN of nothing is told to those only who may ask for it.
                return (.permission("eks:\(name)", on: ARN(arn) == nil ? "*" : arn, keys: context), (arn, input))
            },
            perform: { authorized, target in try await perform(authorized.call, target.0, target.1) }
        )
    }
}

extension ParameterReader {
    /// Ends the reading under the code that EKS's tag operations have.
    ///
    /// - Throws: `BadRequestException`.
    fileprivate func finishForTags() throws(Fault) {
        do throws(Fault) { try finish() } catch {
            throw Fault("BadRequestException", status: 400, error.message ?? "")
        }
    }
}
