import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import Store

extension IAMService {
    /// `CreateInstanceProfile`: an instance profile without a role.
    var createInstanceProfile: ServiceOperation {
        let (limits, ids) = (limits, ids)
        return operation("CreateInstanceProfile") { reader, _ in
            (name: InstanceProfileRecord.readIdentifier(&reader), path: reader.path(), tags: reader.tags())
        } access: { input, view in
            view.newTarget(
                "instance-profile",
                path: input.path,
                name: input.name,
                type: InstanceProfileRecord.resourceType
            ).requestTags(input.tags, tagging: "iam:TagInstanceProfile")
        } perform: { input, call in
            try await call.change { draft, view in
                guard InstanceProfileRecord.lookUp(input.name, in: view) == nil else {
                    throw Words.alreadyExists("Instance Profile \(input.name) already exists.")
                }
                guard view.snapshot.instanceProfiles(account: view.account).count < limits.instanceProfiles else {
                    throw Words.quota("InstanceProfilesPerAccount", limits.instanceProfiles)
                }
                let profile = InstanceProfileRecord(
                    account: view.account,
                    name: input.name,
                    path: input.path,
                    id: ids.uniqueID(.instanceProfile),
                    createdAt: call.now,
                    tags: try TagRules(InstanceProfileRecord.self, limits).adding(input.tags, to: [])
                )
                draft.put(profile)
                return ["InstanceProfile": .structure(InstanceProfileShape.of(profile, in: view, tagged: true))]
            }
        }
    }
}
