import AWSProtocols
import AWSVocabulary
import Authorization

extension IAMService {
    /// The `Tag…` operation of a kind of entity.
    func tag<Entity: IAMEntity>(_ name: String, _ kind: Entity.Type) -> ServiceOperation {
        let rules = TagRules(kind, limits)
        return operation(name) { reader, _ in
            (entity: Entity.readIdentifier(&reader), tags: reader.requiredTags())
        } access: { input, view in
            view.target(kind, input.entity).requestTags(input.tags)
        } perform: { input, call in
            try await call.change(kind, input.entity) { entity, _ in
                entity.tags = try rules.adding(input.tags, to: entity.tags)
            }
            return nil
        }
    }
}
