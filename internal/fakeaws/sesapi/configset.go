package sesapi

import (
	"maps"
	"regexp"
	"slices"
)

// checkConfigurationSetLocked holds the name of an association against the sets
// that exist. An explicit empty name is stored as it is: so does SES.
func (s *Service) checkConfigurationSetLocked(r *request, name *string) error {
	if name == nil || *name == "" {
		return nil
	}
	if err := checkSetName(*name); err != nil {
		return err
	}
	if _, ok := s.sets[r.ref(*name)]; !ok {
		return notFound("Configuration set <%s> does not exist.", *name)
	}
	return nil
}

// checkSetName follows the API model: up to 64 letters, digits, "-" and "_".
func checkSetName(name string) error {
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`).MatchString(name) {
		return badRequest("Configuration set name <%s> is invalid.", name)
	}
	return nil
}

func (s *Service) createConfigurationSet(r *request) (any, error) {
	in, err := decode[struct {
		ConfigurationSetName string
		Tags                 []Tag
	}](r)
	if err != nil {
		return nil, err
	}
	if err := checkSetName(in.ConfigurationSetName); err != nil {
		return nil, err
	}
	ref := r.ref(in.ConfigurationSetName)
	if _, exists := s.sets[ref]; exists {
		return nil, &apiError{"AlreadyExistsException", "Configuration set <" + ref.Name + "> already exists."}
	}
	tags := map[string]string{}
	for _, t := range in.Tags {
		tags[t.Key] = t.Value
	}
	s.sets[ref] = tags
	return empty{}, nil
}

func (s *Service) getConfigurationSet(r *request) (any, error) {
	tags, ok := s.sets[r.ref(r.labels[0])]
	if !ok {
		return nil, notFound("Configuration set <%s> does not exist.", r.labels[0])
	}
	return struct {
		ConfigurationSetName string
		Tags                 []Tag
	}{r.labels[0], tagList(tags)}, nil
}

func (s *Service) deleteConfigurationSet(r *request) (any, error) {
	if _, ok := s.sets[r.ref(r.labels[0])]; !ok {
		return nil, notFound("Configuration set <%s> does not exist.", r.labels[0])
	}
	delete(s.sets, r.ref(r.labels[0]))
	return empty{}, nil
}

func (s *Service) listConfigurationSets(r *request) (any, error) {
	names := []string{}
	for ref := range maps.Keys(s.sets) {
		if ref.Account == r.Account && ref.Region == r.Region {
			names = append(names, ref.Name)
		}
	}
	slices.Sort(names)
	return struct{ ConfigurationSets []string }{names}, nil
}
